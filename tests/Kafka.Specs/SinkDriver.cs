using AkkaStreamProc.Connectors.Kafka;
using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Sinks;
using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Kafka.Specs;

/// <summary>Runs a sink as one subtask, which has settled its first start.</summary>
internal sealed class SinkDriver<T> : IDisposable
{
    private readonly ISinkWriter<T> _writer;
    private long _checkpoint;

    public SinkDriver(KafkaSink<T> sink, ErrorPolicy policy = ErrorPolicy.Fail)
    {
        Context = new ConnectorContext { ErrorPolicy = policy };
        _writer = sink.CreateWriter(Context);
    }

    public ConnectorContext Context { get; }

    /// <summary>Opens the sink.</summary>
    public SinkDriver<T> Start()
    {
        var isRestored = false;
        _writer.Restore(0, [], () => isRestored = true);
        Pump(() => isRestored, "the sink to be restored");
        return this;
    }

    public SinkDriver<T> Write(params IReadOnlyList<T> records) => Write(records, _ => RecordBatch.NoTimestamp);

    public SinkDriver<T> Write(IReadOnlyList<T> records, Func<T, long> timestamp)
    {
        foreach (var chunk in records.Chunk(RecordBatch.DefaultCapacity))
        {
            var batch = RecordBatch<T>.Rent();
            foreach (var record in chunk)
            {
                batch.Append(record, timestamp(record));
            }

            Pump(() => _writer.IsReady, "the sink to take a batch");
            _writer.Write(batch);
        }

        return this;
    }

    /// <summary>Ends the epoch without waiting.</summary>
    /// <returns>Whether the epoch is prepared by now.</returns>
    public Func<bool> BeginPrepare()
    {
        var isPrepared = false;
        _writer.Prepare(++_checkpoint, _ => isPrepared = true);
        return () => isPrepared;
    }

    public SinkDriver<T> Prepare()
    {
        Pump(BeginPrepare(), "the epoch to be prepared");
        return this;
    }

    /// <summary>Completes the checkpoint of the last prepared epoch.</summary>
    public SinkDriver<T> Commit()
    {
        var isCommitted = false;
        _writer.Commit(_checkpoint, () => isCommitted = true);
        Pump(() => isCommitted, "the epoch to be committed");
        return this;
    }

    public bool IsReady() => _writer.IsReady;

    public void Pump(Func<bool> condition, string awaited)
    {
        Context.PumpUntil(() => condition() || Context.Failure is not null, awaited);
        if (Context.Failure is { } failure)
        {
            throw failure;
        }
    }

    public void Dispose()
    {
        _writer.Dispose();
        Context.Dispose();
    }
}
