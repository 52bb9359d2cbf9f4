using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.Fusion;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Streams;

namespace AkkaStreamProc;

/// <summary>A stream without keys that is connected with a broadcast one.</summary>
/// <typeparam name="T">The type of the records.</typeparam>
/// <typeparam name="TBroadcast">The type of the records of the broadcast stream.</typeparam>
/// <typeparam name="TBroadcastKey">The type of their keys.</typeparam>
public sealed class BroadcastConnection<T, TBroadcast, TBroadcastKey>
    where TBroadcastKey : notnull
{
    private readonly DataStream<T> _stream;
    private readonly BroadcastStream<TBroadcast, TBroadcastKey> _broadcast;

    internal BroadcastConnection(DataStream<T> stream, BroadcastStream<TBroadcast, TBroadcastKey> broadcast) => (_stream, _broadcast) = (stream, broadcast);

    /// <summary>Runs a function on the records, with the broadcast state. (Function verb)</summary>
    /// <inheritdoc cref="KeyedBroadcastConnection{T, TKey, TBroadcast, TBroadcastKey}.Process"/>
    public OperatorStream<Either<T, TBroadcast>, TOut> Process<TOut>(Func<BroadcastFunction<T, TBroadcast, TBroadcastKey, TOut>> create, string? name = null)
    {
        var declaration = FunctionDeclaration.Of(
            "broadcast-process",
            name,
            create,
            function => new UnkeyedBroadcastingFunction<T, TBroadcast, TBroadcastKey, TOut>(function, _broadcast.Declaration),
            UnkeyedColumn<Either<T, TBroadcast>>.Keys,
            isKeyed: false);
        BroadcastInputs.Add(_stream, Partitioning.Forward, _broadcast, declaration);
        return new OperatorStream<Either<T, TBroadcast>, TOut>(_stream.Job, declaration);
    }
}
