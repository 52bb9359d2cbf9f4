using AkkaStreamProc.Operators.Streams;

namespace AkkaStreamProc;

/// <summary>A stream whose records all subtasks of a function get, and what they make of them: a map by key.</summary>
/// <typeparam name="T">The type of the records.</typeparam>
/// <typeparam name="TKey">The type of the keys.</typeparam>
/// <remarks>Made by <see cref="DataStream{T}.ToBroadcastState"/>. It may be connected with several streams; each has a map of its own.</remarks>
public sealed class BroadcastStream<T, TKey>
    where TKey : notnull
{
    internal BroadcastStream(DataStream<T> stream, BroadcastDeclaration<T, TKey> declaration) => (Stream, Declaration) = (stream, declaration);

    internal DataStream<T> Stream { get; }

    internal BroadcastDeclaration<T, TKey> Declaration { get; }
}
