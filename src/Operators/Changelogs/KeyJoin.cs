using AkkaStreamProc.Operators.Joins;

namespace AkkaStreamProc.Operators.Changelogs;

/// <summary>Joins two tables with the same keys: at most one row of each, and one result.</summary>
internal sealed class KeyJoin<TKey, TFirst, TSecond, TOut>(JoinKind kind, Func<TFirst?, TSecond?, TOut> select, Ttl ttl)
    : ChangeFunction<TKey, Either<Row<TKey, TFirst>, Row<TKey, TSecond>>, TKey, TOut>
    where TKey : notnull
{
    private ValueState<Sides> _sides = null!;

    public override void Open(StateDeclarations states) => _sides = states.Value<Sides>("rows", ttl);

    public override void Process(in Delta<Either<Row<TKey, TFirst>, Row<TKey, TSecond>>> change, ProcessContext<TKey, Row<TKey, TOut>> context)
    {
        var before = _sides.Value;
        var after = before;
        bool isKnown;
        if (change.Any.IsFirst)
        {
            isKnown = before.HasFirst;
            (after.HasFirst, after.First) = (change.HasAfter, change.HasAfter ? change.After.First.Value : default!);
        }
        else
        {
            isKnown = before.HasSecond;
            (after.HasSecond, after.Second) = (change.HasAfter, change.HasAfter ? change.After.Second.Value : default!);
        }

        if (change.HasBefore && !isKnown)
        {
            context.DropRetraction();
        }

        var (isBefore, isAfter) = (IsResult(before), IsResult(after));
        var (was, now) = (isBefore ? Result(before) : default!, isAfter ? Result(after) : default!);
        if (after.HasFirst || after.HasSecond)
        {
            _sides.Value = after;
        }
        else
        {
            _sides.Clear();
        }

        Emit(context.Key, isBefore, was, isAfter, now, context);
    }

    private bool IsResult(in Sides sides) => kind switch
    {
        JoinKind.Inner => sides.HasFirst && sides.HasSecond,
        JoinKind.Left => sides.HasFirst,
        JoinKind.Right => sides.HasSecond,
        _ => sides.HasFirst || sides.HasSecond,
    };

    private TOut Result(in Sides sides) => select(sides.HasFirst ? sides.First : default, sides.HasSecond ? sides.Second : default);

    private struct Sides
    {
        public bool HasFirst;

        public TFirst First;

        public bool HasSecond;

        public TSecond Second;
    }
}
