using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Queries;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State.Evolution;
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

    /// <summary>The type it is read as from outside; <see langword="null"/> where it is the operator's own affair.</summary>
    public abstract Type? ReadAs { get; }

    /// <summary>Reads it in snapshots. Only where it has a type to be read as.</summary>
    /// <param name="restore">What the snapshots have of the operator.</param>
    /// <param name="operatorName">The name of the operator.</param>
    /// <param name="serializers">The serializers of the job.</param>
    /// <param name="now">The clock that values expire by.</param>
    public abstract ReadableState ReadableIn(OperatorRestore restore, string operatorName, StateSerializers serializers, Func<long> now);

    /// <summary>What a map or list is of; where that expires, the whole has a time besides.</summary>
    private Type[] Parts => (Value.GetGenericTypeDefinition() == typeof(Timed<>) ? Value.GenericTypeArguments[0] : Value).GenericTypeArguments;

    private FormattableString Text => Kind switch
    {
        StateKind.Value => $"value of {Value} by {Key}",
        StateKind.Map => $"map of {Parts[0]} to {Parts[1]} by {Key}",
        StateKind.List => $"list of {Parts[0]} by {Key}",
        StateKind.Buffer => $"buffer of {Value.GenericTypeArguments[0]} by {Key}",
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

    /// <inheritdoc cref="KeyedStateFormat{TKey, TValue}.Settle"/>
    public Action<TValue>? Settle { get; init; }

    /// <summary>How it looks from outside; <see langword="null"/> where it is the operator's own affair.</summary>
    public StateView<TValue>? View { get; init; }

    /// <summary>How windows look from outside; <see langword="null"/> where it keeps none, or they are the operator's own affair.</summary>
    public WindowView<TKey, TValue>? Windows { get; init; }

    public override Type? ReadAs => (View?.ReadAs ?? Windows?.ReadAs) is { } type && StateViews.IsNameable(type) && StateViews.IsNameable(Key) ? type : null;

    public override ReadableState ReadableIn(OperatorRestore restore, string operatorName, StateSerializers serializers, Func<long> now)
    {
        var format = FormatIn(operatorName, serializers);
        return Windows is { } windows
            ? windows.Over(new SnapshotPanes<TKey, TValue>(restore, format), operatorName, Name, serializers, isShared: false)
            : View!.Over(new SnapshotEntries<TKey, TValue>(restore, format), format, now, isShared: false);
    }

    public override void Verify(StateSerializers serializers)
    {
        serializers.Of(Key);
        if (Serializer is null)
        {
            serializers.Of(Value);
        }
    }

    public override StateForm FormIn(StateSerializers serializers) =>
        new(Kind.ToString().ToLowerInvariant(), serializers.Of<TKey>().Schema, ValuesIn(serializers).Schema, Structural.OrderOf(Key));

    public override StateFit FitOf(StateForm written, StateSerializers serializers) => written.Kind == Kind.ToString().ToLowerInvariant()
        ? StateFit.OfEntries<TKey, TValue>(written, serializers, ValuesIn(serializers))
        : new StateFit($"it was {Article(written.Kind)} for each key, the job now has {Article(Kind.ToString().ToLowerInvariant())}", [], false);

    /// <summary>How keys and values are written by an operator of a job.</summary>
    public KeyedStateFormat<TKey, TValue> FormatIn(string operatorName, StateSerializers serializers) =>
        new(operatorName, Name, serializers.Of<TKey>(), ValuesIn(serializers), serializers) { Settle = Settle };

    private StateSerializer<TValue> ValuesIn(StateSerializers serializers) => (StateSerializer<TValue>?)Serializer ?? serializers.Of<TValue>();

    private static string Article(string kind) => kind switch
    {
        "panes" or "timers" => kind,
        "reducing" => "a reduced value",
        "aggregating" => "an aggregate",
        _ => $"a {kind}",
    };
}
