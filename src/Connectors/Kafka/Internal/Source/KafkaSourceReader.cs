using AkkaStreamProc.Connectors.Kafka.Internal.Client;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Source;

/// <summary>The subtask's side of a source: takes what a <see cref="SourceLoop{T}"/> reads on the worker.</summary>
internal sealed class KafkaSourceReader<T>(KafkaSourceOptions options, RecordDecoder<T> decoder, ISubtaskContext context) : ISourceReader<T>
{
    private readonly FetchQueue<T> _queue = new(context.Wake);
    private SourceLoop<T>? _loop;

    public void Add(IReadOnlyList<SourceSplit> splits)
    {
        var isFirst = _loop is null;
        var loop = _loop ??= new SourceLoop<T>(options, decoder, context, _queue);
        Post(loop, () => Run(loop, () =>
        {
            loop.Add(splits);
            return isFirst;
        }));
    }

    public long BufferedBytes => _queue.Bytes;

    public bool TryRead(out SourceFetch<T> fetch)
    {
        if (!_queue.TryTake(out fetch))
        {
            return false;
        }

        if (_loop is { } loop && loop.TryResume())
        {
            context.Worker.Post(() => Run(loop, loop.Round));
        }

        return true;
    }

    public void SetPaused(string splitId, bool isPaused) => _loop?.SetPaused(splitId, isPaused);

    public void Confirm(Action confirmed)
    {
        if (_loop is { HasUnconfirmed: true } loop)
        {
            Confirm(loop, confirmed);
            loop.Wake();
        }
        else
        {
            confirmed();
        }
    }

    public void OnCheckpointCompleted(IReadOnlyList<SourceSplit> splits)
    {
        if (options.GroupId is not null && _loop is { } loop)
        {
            Post(loop, () => loop.Commit(splits));
        }
    }

    public void Dispose()
    {
        _queue.Dispose();
        if (_loop is { } loop)
        {
            Post(loop, loop.Dispose);
        }
    }

    private void Post(SourceLoop<T> loop, Action action)
    {
        context.Worker.Post(action);
        loop.Wake();
    }

    private void Confirm(SourceLoop<T> loop, Action confirmed) => context.Worker.Post(() => Run(loop, () =>
    {
        if (loop.TryConfirm())
        {
            context.Post(confirmed);
        }
        else
        {
            Confirm(loop, confirmed);
        }

        return false;
    }));

    // Each round is an action of its own, so that the worker can close the client, or serve another, in between.
    private void Run(SourceLoop<T> loop, Func<bool> round)
    {
        try
        {
            if (loop.IsOver)
            {
                return;
            }

            if (round())
            {
                context.Worker.Post(() => Run(loop, loop.Round));
            }
        }
        catch (OperationCanceledException) when (_queue.Disposed.IsCancellationRequested)
        {
            // The loop is disposed by an action of its own, behind positions that are yet to be published.
        }
        catch
        {
            loop.Dispose();
            throw;
        }
    }
}
