using AkkaStreamProc.Operators.Plans;

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

    public override void Verify(StateSerializers serializers)
    {
        serializers.Of<TKey>();
        serializers.Of<TValue>();
    }

    /// <summary>How keys and values are written by an operator of a job.</summary>
    public KeyedStateFormat<TKey, TValue> FormatIn(string operatorName, StateSerializers serializers) =>
        new(operatorName, Name, serializers.Of<TKey>(), serializers.Of<TValue>());
}
