using System.Runtime.ExceptionServices;
using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sinks;

namespace AkkaStreamProc.TestKit.Sinks;

/// <summary>One subtask of a sink in one attempt, driven call by call. Without <see cref="Dispose"/> it lives on as a zombie.</summary>
public sealed class SinkAttempt : IDisposable
{
    private readonly ISinkWriter<string> _writer;

    /// <summary>Creates the writer of a subtask.</summary>
    /// <param name="sink">The sink.</param>
    /// <param name="subtask">The number of the subtask.</param>
    /// <param name="parallelism">How many there are.</param>
    /// <param name="highestParallelism">The most there ever were.</param>
    /// <param name="jobName">The job it belongs to.</param>
    /// <param name="life">The life of the job; one that nobody keeps unless given.</param>
    public SinkAttempt(ISink<string> sink, int subtask = 0, int parallelism = 1, int highestParallelism = 0, string jobName = "spec", JobLife? life = null)
    {
        Context = new ConnectorContext(subtask, parallelism) { JobName = jobName, HighestParallelism = highestParallelism, Life = life ?? JobLife.Unknown };
        _writer = sink.CreateWriter(Context);
    }

    /// <summary>The surroundings of the writer.</summary>
    public ConnectorContext Context { get; }

    /// <summary>Restores the writer.</summary>
    /// <exception cref="Exception">The failure of the writer; here as in the other calls.</exception>
    public SinkAttempt Restore(long checkpointId = 0, params IReadOnlyList<ReadOnlyMemory<byte>> states)
    {
        Await("the sink to be restored", done => _writer.Restore(checkpointId, states, done));
        return this;
    }

    /// <summary>Writes records as one batch, as soon as the writer takes it.</summary>
    public void Write(params IReadOnlyList<string> records)
    {
        var batch = RecordBatch<string>.Rent(records.Count);
        foreach (var record in records)
        {
            batch.Append(record, RecordBatch.NoTimestamp);
        }

        Context.PumpUntil(() => Context.Failure is not null || _writer.IsReady, "the sink to take a batch");
        _writer.Write(batch);
    }

    /// <summary>Ends the epoch.</summary>
    /// <returns>The state for the checkpoint.</returns>
    public ReadOnlyMemory<byte> Prepare(long checkpointId)
    {
        ReadOnlyMemory<byte> state = default;
        Await("the epoch to be prepared", done => _writer.Prepare(checkpointId, bytes =>
        {
            state = bytes.ToArray();
            done();
        }));
        return state;
    }

    /// <summary>Begins to commit what is prepared up to a checkpoint.</summary>
    /// <returns>Whether it is confirmed by now; pump <see cref="Context"/> meanwhile.</returns>
    public Func<bool> BeginCommit(long checkpointId)
    {
        var isDone = false;
        _writer.Commit(checkpointId, () => isDone = true);
        return () => isDone;
    }

    /// <summary>Commits what is prepared up to a checkpoint.</summary>
    public void Commit(long checkpointId) => Await("the commit", done => _writer.Commit(checkpointId, done));

    /// <summary>Disposes the writer and waits until its worker is through.</summary>
    public void Dispose()
    {
        _writer.Dispose();
        Context.Dispose();
    }

    private void Await(string what, Action<Action> start)
    {
        var isDone = false;
        start(() => isDone = true);
        Context.PumpUntil(() => isDone || Context.Failure is not null, what);
        if (Context.Failure is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }
}
