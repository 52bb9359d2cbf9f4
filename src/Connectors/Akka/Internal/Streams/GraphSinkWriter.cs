using Akka;
using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Dsl;
using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sinks;

namespace AkkaStreamProc.Connectors.Akka.Internal.Streams;

/// <summary>The subtask's side of a sink of Akka.Streams: gives the stream one batch at a time.</summary>
/// <remarks>
/// The methods that begin with <c>On</c> are called by the stream, the others by the subtask. While an epoch is being
/// prepared nothing is written, so that every confirmation that comes then is of that epoch or an earlier one.
/// </remarks>
internal sealed class GraphSinkWriter<T>(
    ActorSystem system,
    string name,
    Func<Source<T, NotUsed>, Action, IRunnableGraph<NotUsed>> complete,
    bool isConfirmed,
    ISubtaskContext context) : ISinkWriter<T>
{
    private readonly CancellationTokenSource _disposed = new();
    private Action<RecordBatch<T>>? _push;
    private Action? _opened;
    private Action<ReadOnlyMemory<byte>>? _prepared;
    private long _written;
    private long _taken;
    private long _settled;
    private long _confirmed;
    private int _isConfirmationPosted;

    private bool IsTaken => _taken == _written;

    public void Restore(long checkpointId, IReadOnlyList<ReadOnlyMemory<byte>> states, Action restored)
    {
        _opened = restored;
        complete(Source.FromGraph(new FeedingStage<T>(this, _disposed.Token)), OnConfirmed).Run(system.Materializer());
    }

    public bool IsReady => IsTaken && _prepared is null;

    public void Write(RecordBatch<T> batch)
    {
        _written += batch.Count;
        _push!(batch);
    }

    public void Prepare(long checkpointId, Action<ReadOnlyMemory<byte>> prepared)
    {
        _prepared = prepared;
        Settle();
    }

    public void Commit(long checkpointId, Action committed) => committed();

    public void Dispose() => _disposed.Cancel();

    public void OnOpened(Action<RecordBatch<T>> push) => context.Post(() =>
    {
        _push = push;
        _opened!();
    });

    public void OnTaken(int count) => context.Post(() =>
    {
        _taken += count;
        Settle();
    });

    public void OnEnded(Exception? cause) => context.Fail(new AkkaConnectorException(
        name,
        $"The stream '{name}', which gets the records of the operator '{context.OperatorName}', {(cause is null ? "takes no more records" : $"failed: {cause.Message}")}",
        cause)
    {
        IsTransient = true,
    });

    /// <summary>One action on the subtask counts all confirmations that have come meanwhile.</summary>
    private void OnConfirmed()
    {
        Interlocked.Increment(ref _confirmed);
        if (Interlocked.Exchange(ref _isConfirmationPosted, 1) == 0)
        {
            context.Post(() =>
            {
                Volatile.Write(ref _isConfirmationPosted, 0);
                _settled = Interlocked.Read(ref _confirmed);
                Settle();
            });
        }
    }

    private void Settle()
    {
        if (_settled > _written)
        {
            throw new AkkaConnectorException(name, $"The flow of the sink '{name}' has confirmed {_settled} records, but was given {_written}. It must emit exactly one element for each record.");
        }

        if (_prepared is { } prepared && IsTaken && (!isConfirmed || _settled == _written))
        {
            _prepared = null;
            prepared(default);
        }
    }
}
