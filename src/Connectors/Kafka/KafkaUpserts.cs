using System.Buffers;

namespace AkkaStreamProc.Connectors.Kafka;

/// <summary>A table in a compacted topic: each key has its row, and none where the row is gone.</summary>
public static class KafkaUpserts
{
    /// <summary>The options of a sink that writes each row under its key, and a record without a value (a tombstone) where the row is deleted.</summary>
    /// <param name="bootstrap">The brokers to ask first: <c>host:port</c>, several separated by commas.</param>
    /// <param name="topic">The topic, which is best compacted (<c>cleanup.policy=compact</c>).</param>
    /// <param name="key">Encodes the keys of the table.</param>
    /// <param name="value">Encodes its rows.</param>
    /// <returns>The options, to be given to a <see cref="KafkaSink{T}"/>, and changed before where more is wanted: <c>with { Guarantee = … }</c>.</returns>
    public static KafkaSinkOptions<Change<TKey, T>> Options<TKey, T>(string bootstrap, string topic, ISerializer<TKey> key, ISerializer<T> value)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        return new KafkaSinkOptions<Change<TKey, T>>
        {
            Bootstrap = bootstrap,
            Topic = topic,
            Key = new KeySerializer<TKey, T>(key),
            Value = new RowSerializer<TKey, T>(value),
            IsTombstone = static change => change.IsRemoval,
            Takes = ChangelogMode.Upsert,
        };
    }

    private sealed class KeySerializer<TKey, T>(ISerializer<TKey> key) : ISerializer<Change<TKey, T>>
        where TKey : notnull
    {
        public void Serialize(Change<TKey, T> value, IBufferWriter<byte> output) => key.Serialize(value.Key, output);
    }

    private sealed class RowSerializer<TKey, T>(ISerializer<T> row) : ISerializer<Change<TKey, T>>
        where TKey : notnull
    {
        public void Serialize(Change<TKey, T> value, IBufferWriter<byte> output) => row.Serialize(value.Row, output);
    }
}
