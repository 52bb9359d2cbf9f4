using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Sinks;
using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Akka.Specs;

/// <summary>A writer that a spec drives by hand, as the subtask of an attempt would.</summary>
internal sealed class SinkWriting<T> : IDisposable
{
    private readonly ISinkWriter<T> _writer;

    public SinkWriting(ISink<T> sink, TimeProvider? time = null)
    {
        Context = new ConnectorContext(time: time) { JobName = "job" };
        _writer = sink.CreateWriter(Context);
        var isRestored = false;
        _writer.Restore(0, [], () => isRestored = true);
        Context.PumpUntil(() => isRestored, "the restored writer");
    }

    public ConnectorContext Context { get; }

    /// <summary>Whether the writer takes a batch now.</summary>
    public bool IsReady => _writer.IsReady;

    /// <summary>Writes one batch, whether the writer is ready or not.</summary>
    public void Write(params T[] records)
    {
        var batch = RecordBatch<T>.Rent(records.Length);
        foreach (var record in records)
        {
            batch.Append(record, RecordBatch.NoTimestamp);
        }

        _writer.Write(batch);
    }

    /// <summary>Waits until the writer takes a batch.</summary>
    public void AwaitReady() => Context.PumpUntil(() => _writer.IsReady, "a ready writer");

    /// <summary>Begins to prepare an epoch.</summary>
    /// <returns>Tells whether it is prepared.</returns>
    public Func<bool> Prepare(long checkpointId = 1)
    {
        var isPrepared = false;
        _writer.Prepare(checkpointId, _ => isPrepared = true);
        return () => isPrepared;
    }

    /// <summary>Prepares an epoch and waits until it is.</summary>
    public void AwaitPrepared(Func<bool> isPrepared) => Context.PumpUntil(isPrepared, "the prepared epoch");

    /// <summary>Waits until the attempt fails.</summary>
    public Exception AwaitFailure()
    {
        Context.PumpUntil(() => Context.Failure is not null, "the failure of the attempt");
        return Context.Failure!;
    }

    public void Dispose()
    {
        _writer.Dispose();
        Context.Dispose();
    }
}
