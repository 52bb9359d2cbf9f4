using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.State.Serialization;

namespace AkkaStreamProc.Operators.State;

/// <summary>State of a key.</summary>
/// <param name="Name">Names it in snapshots; unique in the operator.</param>
/// <param name="Kind">What is kept for each key.</param>
/// <param name="Key">The type of the key.</param>
/// <param name="Value">The type of the values.</param>
internal abstract record KeyedStateDescriptor(string Name, StateKind Kind, Type Key, Type Value) : StateDescriptor(Name, IsKeyed: true)
{
    public override string Holds => TypeNames.Text(Text, TypeNames.Of);

    public override string DistinctHolds => TypeNames.Text(Text, TypeNames.DistinctOf);

    private FormattableString Text => Kind switch
    {
        StateKind.Value => $"value of {Value} by {Key}",
        StateKind.Map => $"map of {Value.GenericTypeArguments[0]} to {Value.GenericTypeArguments[1]} by {Key}",
        StateKind.List => $"list of {Value.GenericTypeArguments[0]} by {Key}",
        StateKind.Reducing => $"reduced {Value} by {Key}",
        StateKind.Aggregating => $"aggregate in {Value} by {Key}",
        StateKind.Panes => $"{Value} by window and {Key}",
        _ => $"timers by {Key}",
    };
}

/// <inheritdoc/>
/// <typeparam name="TKey">The type of the key.</typeparam>
/// <typeparam name="TValue">The type of the values.</typeparam>
internal sealed record KeyedStateDescriptor<TKey, TValue>(string Name, StateKind Kind) : KeyedStateDescriptor(Name, Kind, typeof(TKey), typeof(TValue))
    where TKey : notnull
{
    /// <summary>The binary form of the values, where it does not follow from their type and the job.</summary>
    public CustomStateSerializer<TValue>? Serializer { get; init; }

    public override void Verify(StateSerializers serializers)
    {
        serializers.Of(Key);
        if (Serializer is null)
        {
            serializers.Of(Value);
        }
    }

    /// <summary>How keys and values are written by an operator of a job.</summary>
    public KeyedStateFormat<TKey, TValue> FormatIn(string operatorName, StateSerializers serializers) =>
        new(operatorName, Name, serializers.Of<TKey>(), (StateSerializer<TValue>?)Serializer ?? serializers.Of<TValue>());
}
