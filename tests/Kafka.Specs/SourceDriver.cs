using AkkaStreamProc.Connectors.Kafka;
using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Kafka.Specs;

/// <summary>Runs a source as one subtask and keeps what it reads.</summary>
internal sealed class SourceDriver<T> : IDisposable
{
    private readonly ISourceReader<T> _reader;
    private readonly Dictionary<string, SourceSplit> _splits = [];

    public SourceDriver(
        KafkaSource<T> source,
        IReadOnlyList<SourceSplit>? restored = null,
        int subtaskIndex = 0,
        int parallelism = 1,
        TimeProvider? time = null)
    {
        Context = new ConnectorContext(subtaskIndex, parallelism, time);
        _reader = source.CreateReader(Context);
        _reader.Start(restored ?? [], isRestored: restored is not null);
    }

    public ConnectorContext Context { get; }

    public List<T> Records { get; } = [];

    public List<long> Timestamps { get; } = [];

    public List<BadRecord> BadRecords { get; } = [];

    public ReadStatus Status { get; private set; } = ReadStatus.Starting;

    /// <summary>The splits as a checkpoint would hold them now.</summary>
    public IReadOnlyList<SourceSplit> Splits => [.. _splits.Values.OrderBy(s => s.Id, StringComparer.Ordinal)];

    /// <summary>How many fetches had been taken when the first one with records came.</summary>
    public int FetchesBeforeRecords { get; private set; }

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

    /// <summary>Completes the checkpoint that a source asks for whose start depends on the moment.</summary>
    public SourceDriver<T> FixStart()
    {
        ReadUntil(() => Context.CheckpointRequests == 1 && Splits.Count > 0, "the request for a checkpoint");
        CompleteCheckpoint();
        return this;
    }

    public SourceDriver<T> ReadRecords(int count) => ReadUntil(() => Records.Count >= count, $"{count} records");

    public SourceDriver<T> ReadToEnd() => ReadUntil(() => Status == ReadStatus.Finished, "the end of the source");

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

    /// <summary>Asks whether what was read may stand in a checkpoint.</summary>
    /// <returns>Whether the source has said yes by now.</returns>
    public Func<bool> BeginConfirm()
    {
        var isConfirmed = false;
        _reader.Confirm(() => isConfirmed = true);
        return () => isConfirmed;
    }

    public void CompleteCheckpoint() => _reader.OnCheckpointCompleted(Splits);

    public void Dispose()
    {
        _reader.Dispose();
        Context.Dispose();
    }

    private void ReadWhatIsThere()
    {
        while ((Status = _reader.Read(out var fetch)) == ReadStatus.Data)
        {
            _splits[fetch.Split.Id] = fetch.Split;
            BadRecords.AddRange(fetch.BadRecords ?? []);
            if (fetch.Batch is { } batch)
            {
                Keep(batch);
            }
            else if (Records.Count == 0)
            {
                FetchesBeforeRecords++;
            }
        }
    }

    private void Keep(RecordBatch<T> batch)
    {
        Records.AddRange(batch.Values.AsSpan(0, batch.Count));
        Timestamps.AddRange(batch.Timestamps.AsSpan(0, batch.Count));
        batch.Return();
    }
}
