using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Dsl;
using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Connectors.Akka.Internal.Streams;

/// <summary>The subtask's side of a source of Akka.Streams.</summary>
/// <remarks>The methods that begin with <c>On</c> are called by the stream, the others by the subtask.</remarks>
internal sealed class GraphSourceReader<T>(
    ActorSystem system, string name, Func<long, Source<T, object>> startAt, int buffer, ISubtaskContext context) : ISourceReader<T>
{
    private readonly Queue<SourceFetch<T>> _ready = new();
    private readonly CancellationTokenSource _disposed = new();
    private OffsetSplit? _split;
    private Action? _request;
    private bool _isAwaited;
    private bool _isRequested;

    public void Add(IReadOnlyList<SourceSplit> splits)
    {
        _split = (OffsetSplit)splits.Single();
        startAt(_split.Position).To(Sink.FromGraph(new BatchingStage<T>(this, buffer, _disposed.Token))).Run(system.Materializer());
    }

    public bool TryRead(out SourceFetch<T> fetch)
    {
        if (_ready.TryDequeue(out fetch))
        {
            return true;
        }

        if (_split is null or { IsFinished: true })
        {
            return false;
        }

        _isAwaited = true;
        Request();
        return false;
    }

    /// <remarks>A stream says of nothing that it is all but by its completion, which ends the split.</remarks>
    public bool? HasCaughtUp(string splitId) => false;

    public void Dispose() => _disposed.Cancel();

    public void OnOpened(Action request) => context.Post(() =>
    {
        _request = request;
        if (_isAwaited)
        {
            Request();
        }
    });

    public void OnBatch(RecordBatch<T> batch) => context.Post(() =>
    {
        _isRequested = false;
        Add(_split! with { Position = _split!.Position + batch.Count }, batch);
    });

    public void OnCompleted() => context.Post(() => Add(_split! with { IsFinished = true }, null));

    public void OnFailed(Exception cause) => context.Fail(new AkkaConnectorException(
        name, $"The stream '{name}', which feeds the operator '{context.OperatorName}', failed: {cause.Message}", cause)
    {
        IsTransient = true,
    });

    private void Request()
    {
        if (!_isRequested && _request is { } request)
        {
            _isRequested = true;
            request();
        }
    }

    private void Add(OffsetSplit split, RecordBatch<T>? batch)
    {
        _split = split;
        _ready.Enqueue(new SourceFetch<T>(split, batch));
        _isAwaited = false;
    }
}
