using AkkaStreamProc.Connectors.Files;
using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sinks;
using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Files.Tests;

/// <summary>One life of a sink writer, driven step by step. Without <see cref="Dispose"/> it dies as a process does.</summary>
internal sealed class SinkRun : IDisposable
{
    private readonly ISinkWriter<string> _writer;

    public SinkRun(
        string directory,
        int subtask = 0,
        int parallelism = 1,
        string operatorName = "out",
        int chunkBytes = FileSink<string>.DefaultChunkBytes,
        ISerializer<string>? serializer = null,
        string jobName = "spec",
        JobLife? life = null)
    {
        Context = new ConnectorContext(subtask, parallelism) { JobName = jobName, OperatorName = operatorName, Life = life ?? JobLife.Unknown };
        _writer = new FileSink<string>(directory, serializer ?? new TextSerializer(), chunkBytes).CreateWriter(Context);
    }

    public ConnectorContext Context { get; }

    public SinkRun Restore(long checkpointId = 0, params ReadOnlyMemory<byte>[] states)
    {
        Await("the restore", done => _writer.Restore(checkpointId, states, done));
        return this;
    }

    public void Write(params IEnumerable<string> records)
    {
        foreach (var chunk in records.Chunk(RecordBatch.DefaultCapacity))
        {
            var batch = RecordBatch<string>.Rent();
            foreach (var record in chunk)
            {
                batch.Append(record, RecordBatch.NoTimestamp);
            }

            _writer.Write(batch);
        }
    }

    public bool IsReady => _writer.IsReady;

    public ReadOnlyMemory<byte> Prepare(long checkpointId)
    {
        ReadOnlyMemory<byte> state = default;
        Await("the preparation", done => _writer.Prepare(checkpointId, s =>
        {
            state = s;
            done();
        }));
        return state;
    }

    public void Commit(long checkpointId) => Await("the commit", done => _writer.Commit(checkpointId, done));

    /// <summary>Gives up the thread of a life that died, without telling the writer.</summary>
    public void Kill() => Context.Dispose();

    public void Dispose()
    {
        _writer.Dispose();
        Context.Dispose();
    }

    private void Await(string what, Action<Action> start)
    {
        var calls = 0;
        start(() => calls++);
        Context.PumpUntil(() => calls > 0 || Context.Failure is not null, what);
        if (Context.Failure is { } failure)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        }

        calls.ShouldBe(1);
    }
}
