using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.State.Evolution;

namespace AkkaStreamProc.Operators.State;

/// <summary>A list in each subtask.</summary>
/// <param name="Name">Names it in snapshots; unique in the operator.</param>
/// <param name="IsUnion">Whether every subtask begins with the lists of all, or the elements are dealt out.</param>
internal abstract record SubtaskListDescriptor(string Name, bool IsUnion) : StateDescriptor(Name, IsKeyed: false)
{
    public override bool IsNeededWhole => IsUnion;
}

/// <inheritdoc/>
/// <typeparam name="T">The type of the elements.</typeparam>
internal sealed record SubtaskListDescriptor<T>(string Name, bool IsUnion) : SubtaskListDescriptor(Name, IsUnion)
{
    public override string Holds => TypeNames.Text(Text, TypeNames.Of);

    public override string DistinctHolds => TypeNames.Text(Text, TypeNames.DistinctOf);

    private FormattableString Text => IsUnion ? $"list of {typeof(T)}, all of it in every subtask" : (FormattableString)$"list of {typeof(T)}, a part of it in each subtask";

    public override StateForm FormIn(StateSerializers serializers) => new(Form, serializers.Of<int>().Schema, serializers.Of<T>().Schema);

    public override StateFit FitOf(StateForm written, StateSerializers serializers) => written.Kind == Form
        ? StateFit.OfEntries<int, T>(written, serializers, serializers.Of<T>())
        : new StateFit($"it was {written.Values}, the job now has a list of the subtask", [], false);

    public override void Verify(StateSerializers serializers) => serializers.Of<T>();

    /// <summary>How elements are written by an operator of a job.</summary>
    public KeyedStateFormat<int, T> FormatIn(string operatorName, StateSerializers serializers) =>
        new(operatorName, Name, serializers.Of<int>(), serializers.Of<T>(), serializers);

    private string Form => IsUnion ? "union list" : "split list";
}
