using AkkaStreamProc.Operators.Changelogs;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.Fusion;
using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Operators.Plans.Definitions;

/// <summary>A function with keyed state and timers, without its types.</summary>
internal abstract class ProcessDefinition(string kind, IReadOnlyList<OperatorPort> inputs, IReadOnlyList<OperatorPort> outputs)
    : StandaloneDefinition(kind, inputs, outputs)
{
    /// <summary>The same with one more side output.</summary>
    /// <exception cref="StreamProcessingException">Another side output has the name.</exception>
    public abstract ProcessDefinition With(OutputTag side);
}

/// <summary>A function with keyed state and timers.</summary>
/// <param name="kind">What it does, for plans and the fingerprint.</param>
/// <param name="create">Creates the function for a subtask.</param>
/// <param name="states">The states that it declares.</param>
/// <param name="others">What its operator keeps besides: timers, a broadcast state.</param>
/// <param name="time">What it needs of event time.</param>
/// <param name="keys">Computes the keys of the records.</param>
/// <param name="sides">The side outputs that something is connected to.</param>
/// <param name="takesChanges">Whether its inputs may be changes of rows.</param>
/// <param name="changes">What it does to its results later.</param>
internal sealed class ProcessDefinition<TKey, TIn, TOut>(
    string kind,
    Func<OperatorContext, ProcessFunction<TKey, TIn, TOut>> create,
    IReadOnlyList<StateDescriptor> states,
    IReadOnlyList<StateDescriptor> others,
    TimeNeeds time,
    Lazy<ColumnLoop<TIn, TKey>> keys,
    IReadOnlyList<OutputTag> sides,
    bool takesChanges = false,
    ResultChanges changes = ResultChanges.None)
    : ProcessDefinition(
        kind,
        [OperatorPort.Of<TIn>()],
        [OperatorPort.Of<TOut>(), OperatorPort.Of<FailedRecord<TIn>>(OperatorPort.Failed), .. sides.Select(side => side.Port)])
    where TKey : notnull
{
    public override IReadOnlyList<StateDescriptor> States => [.. states, .. others];

    public override TimeNeeds Time => time;

    public override bool TakesChanges => takesChanges;

    public override ResultChanges ResultChanges => changes;

    public override ProcessDefinition With(OutputTag side)
    {
        if (sides.FirstOrDefault(other => other.Name == side.Name && other != side) is { } other)
        {
            throw new StreamProcessingException(
                $"Two side outputs are named '{side.Name}', one of {TypeNames.Of(other.Port.Type)} and one of {TypeNames.Of(side.Port.Type)}. Give each a name of its own.");
        }

        return sides.Contains(side) ? this : new ProcessDefinition<TKey, TIn, TOut>(Kind, create, states, others, time, keys, [.. sides, side], takesChanges, changes) { Selector = Selector };
    }

    /// <summary>The same for rows that change.</summary>
    /// <param name="takes">Whether its inputs may be changes of rows.</param>
    /// <param name="results">What it does to its results later.</param>
    /// <param name="detail">What plans say of its states.</param>
    public ProcessDefinition OfRows(bool takes, ResultChanges results, string detail) => new ProcessDefinition<TKey, TIn, TOut>(
        Kind, create, [.. states.Select(state => state with { Detail = detail })], others, time, keys, sides, takes, results)
    { Selector = Selector };

    public override StreamOperator Create(OperatorContext context, PlanStep step) =>
        new ProcessOperator<TKey, TIn, TOut>(context, create(context), states, others, keys.Value, sides);
}
