using AkkaStreamProc.Connectors.Kafka;
using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Kafka.Specs;

/// <summary>Runs a source as one subtask and keeps what it reads.</summary>
internal sealed class SourceDriver<T> : IDisposable
{
    private readonly SourceHarness<T> _source;

    public SourceDriver(
        KafkaSource<T> source,
        IReadOnlyList<OffsetSplit>? restored = null,
        int subtaskIndex = 0,
        int parallelism = 1,
        TimeProvider? time = null) =>
        _source = new SourceHarness<T>(source, restored, subtaskIndex: subtaskIndex, parallelism: parallelism, time: time);

    public ConnectorContext Context => _source.Context;

    public List<T> Records { get; } = [];

    public List<long> Timestamps { get; } = [];

    public List<BadRecord> BadRecords { get; } = [];

    /// <summary>Whether the splits to begin with are known.</summary>
    public bool HasBegun => _source.HasBegun;

    /// <summary>The splits as a checkpoint would hold them now.</summary>
    public IReadOnlyList<OffsetSplit> Splits => [.. _source.Splits.Cast<OffsetSplit>()];

    public SourceDriver<T> ReadUntil(Func<bool> condition, string awaited)
    {
        Context.PumpUntil(
            () =>
            {
                ReadWhatIsThere();
                return condition() || Context.Failure is not null;
            },
            awaited);
        return Context.Failure is null ? this : throw Context.Failure;
    }

    /// <summary>Reads until the splits to begin with are known.</summary>
    public SourceDriver<T> Begin() => ReadUntil(() => HasBegun, "the splits to begin with");

    /// <summary>Completes the checkpoint that a source asks for whose start depends on the moment.</summary>
    public SourceDriver<T> FixStart()
    {
        ReadUntil(() => Context.CheckpointRequests == 1 && Splits.Count > 0, "the request for a checkpoint");
        CompleteCheckpoint();
        return this;
    }

    public SourceDriver<T> ReadRecords(int count) => ReadUntil(() => Records.Count >= count, $"{count} records");

    public SourceDriver<T> ReadToEnd() => ReadUntil(() => _source.HasEnded, "the end of the source");

    /// <summary>Reads until the source has failed, and returns why.</summary>
    public Exception ReadUntilFailure()
    {
        Context.PumpUntil(
            () =>
            {
                ReadWhatIsThere();
                return Context.Failure is not null;
            },
            "a failure of the source");
        return Context.Failure!;
    }

    /// <inheritdoc cref="SourceHarness{T}.BeginConfirm"/>
    public Func<bool> BeginConfirm() => _source.BeginConfirm();

    public void CompleteCheckpoint() => _source.CompleteCheckpoint();

    public void Dispose() => _source.Dispose();

    private void ReadWhatIsThere()
    {
        while (_source.TryRead(out var fetch))
        {
            BadRecords.AddRange(fetch.BadRecords ?? []);
            if (fetch.Batch is { } batch)
            {
                Keep(batch);
            }
        }
    }

    private void Keep(RecordBatch<T> batch)
    {
        Records.AddRange(batch.Values);
        Timestamps.AddRange(batch.Timestamps);
        batch.Return();
    }
}
