using AkkaStreamProc.Operators.Batches;

namespace AkkaStreamProc.Operators.Sources;

/// <summary>Records of one split that were read together, and the split as it stands behind them.</summary>
/// <typeparam name="T">The type of the records.</typeparam>
/// <param name="Split">
/// The split with the position behind this fetch. A fetch without records is allowed (to move the position, or to end the
/// split).
/// </param>
/// <param name="Batch">
/// The records in the order of the split, owned by whoever holds the fetch, or <see langword="null"/> where there are
/// none. Their timestamps are those the source knows (a Kafka record's), or <see cref="RecordBatch.NoTimestamp"/>.
/// </param>
/// <param name="BadRecords">What could not be decoded, in order, or <see langword="null"/>.</param>
public readonly record struct SourceFetch<T>(SourceSplit Split, RecordBatch<T>? Batch, IReadOnlyList<BadRecord>? BadRecords = null)
{
    /// <summary>
    /// What the source itself promises behind these records: no record of the split with this timestamp or an earlier one, in
    /// milliseconds, is still to come. It counts besides what the <see cref="WatermarkStrategy{T}"/> makes of the records, unless
    /// that is <see cref="WatermarkStrategy{T}.None"/>. <see langword="null"/> where the source promises nothing.
    /// </summary>
    public long? Watermark { get; init; }
}
