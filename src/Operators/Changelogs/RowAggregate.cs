using AkkaStreamProc.Operators.Queries;

namespace AkkaStreamProc.Operators.Changelogs;

/// <summary>The aggregate of each group of rows: a row that is there as long as the group has any.</summary>
/// <remarks>
/// Where rows are taken back the aggregate knows how (<see cref="IRetractingAggregateFunction{TIn, TAccumulator, TResult}"/>). It keeps no rows,
/// so one that was forgotten with its group, which other rows have begun anew since, is taken out of a result that it is not in.
/// </remarks>
internal sealed class RowAggregate<TGroup, TRowKey, T, TAccumulator, TResult>(IAggregateFunction<T, TAccumulator, TResult> function, Ttl ttl)
    : ChangeFunction<TGroup, Row<TRowKey, T>, TGroup, TResult>
    where TGroup : notnull
{
    private readonly IRetractingAggregateFunction<T, TAccumulator, TResult>? _retracting = function as IRetractingAggregateFunction<T, TAccumulator, TResult>;
    private ValueState<Group> _groups = null!;

    public override void Open(StateDeclarations states) => _groups = states.Value(
        TableStates.Name, new StateView<Group, TResult>(group => function.GetResult(group.Accumulator), callsUserCode: true), ttl);

    public override void Process(in Delta<Row<TRowKey, T>> change, ProcessContext<TGroup, Row<TGroup, TResult>> context)
    {
        var isKnown = _groups.HasValue;
        var group = isKnown ? _groups.Value : new Group { Accumulator = function.CreateAccumulator() };
        var before = isKnown ? function.GetResult(group.Accumulator) : default!;
        if (change.HasBefore && isKnown)
        {
            group.Accumulator = _retracting!.Retract(group.Accumulator, change.Before.Value);
            group.Count--;
        }
        else if (change.HasBefore)
        {
            context.DropRetraction();
        }

        if (change.HasAfter)
        {
            group.Accumulator = function.Add(group.Accumulator, change.After.Value);
            group.Count++;
        }

        if (group.Count > 0)
        {
            _groups.Value = group;
            Emit(context.Key, isKnown, before, true, function.GetResult(group.Accumulator), context);
        }
        else if (isKnown)
        {
            _groups.Clear();
            Delete(context.Key, before, context);
        }
    }

    private struct Group
    {
        /// <summary>How many rows there are.</summary>
        public long Count;

        public TAccumulator Accumulator;
    }
}
