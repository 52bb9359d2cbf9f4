using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Operators.Tests.Aggregation;

/// <summary>Accumulators as a checkpoint has them.</summary>
internal static class AggregateState
{
    /// <summary>The bytes of an accumulator.</summary>
    public static string Hex<TAccumulator>(TAccumulator accumulator)
    {
        var writer = new SnapshotWriter();
        StateSerializer<TAccumulator>.Default.Write(writer, accumulator);
        return Convert.ToHexString(writer.Written.Span);
    }

    public static TAccumulator Read<TAccumulator>(string hex) =>
        StateSerializer<TAccumulator>.Default.Read(new SnapshotReader(Convert.FromHexString(hex)));

    /// <summary>The accumulator of bytes that were written by a schema.</summary>
    public static TAccumulator Read<TAccumulator>(string hex, string schema) =>
        StateSerializers.Default.Reading(StateSerializer<TAccumulator>.Default, schema).Serializer.Read(new SnapshotReader(Convert.FromHexString(hex)));

    /// <summary>An accumulator behind a checkpoint and a restart.</summary>
    public static TAccumulator Restored<TAccumulator>(TAccumulator accumulator) => Read<TAccumulator>(Hex(accumulator));

    public static TAccumulator Gathered<T, TAccumulator, TResult>(this IAggregateFunction<T, TAccumulator, TResult> function, IEnumerable<T> records) =>
        records.Aggregate(function.CreateAccumulator(), function.Add);

    public static TResult ResultOf<T, TAccumulator, TResult>(this IAggregateFunction<T, TAccumulator, TResult> function, IEnumerable<T> records) =>
        function.GetResult(function.Gathered(records));
}
