using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.State.Evolution;

namespace AkkaStreamProc.Operators.State;

/// <summary>A map that every subtask has a copy of.</summary>
/// <typeparam name="TKey">The type of the map's keys.</typeparam>
/// <typeparam name="TValue">The type of the map's values.</typeparam>
internal sealed record BroadcastStateDescriptor<TKey, TValue>(string Name) : StateDescriptor(Name, IsKeyed: false)
    where TKey : notnull
{
    public override string Holds => TypeNames.Text(Text, TypeNames.Of);

    public override string DistinctHolds => TypeNames.Text(Text, TypeNames.DistinctOf);

    private static FormattableString Text => $"copy of a map of {typeof(TKey)} to {typeof(TValue)}";

    public override StateForm FormIn(StateSerializers serializers) => new("broadcast", serializers.Of<TKey>().Schema, serializers.Of<TValue>().Schema);

    public override StateFit FitOf(StateForm written, StateSerializers serializers) => written.Kind == "broadcast"
        ? StateFit.OfEntries<TKey, TValue>(written, serializers, serializers.Of<TValue>())
        : new StateFit($"it was {written.Values}, the job now has a broadcast map", [], false);

    public override void Verify(StateSerializers serializers)
    {
        serializers.Of<TKey>();
        serializers.Of<TValue>();
    }

    /// <summary>How keys and values are written by an operator of a job.</summary>
    public KeyedStateFormat<TKey, TValue> FormatIn(string operatorName, StateSerializers serializers) =>
        new(operatorName, Name, serializers.Of<TKey>(), serializers.Of<TValue>(), serializers);
}
