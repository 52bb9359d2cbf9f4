using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using AkkaStreamProc.Actors.Jobs;

namespace AkkaStreamProc.Connectors.Akka.Internal.Results;

/// <summary>Reads the results of one submission of a job.</summary>
internal sealed class ResultReader<T>(JobResults<T> results, JobHandle handle) : ChannelReader<T>
{
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when all is read, and somebody has looked for more.</summary>
    public override Task Completion => _completion.Task;

    public override bool CanCount => true;

    public override int Count => results.Unread;

    public override bool TryRead([MaybeNullWhen(false)] out T item) => results.TryTake(out item);

    public override async ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var given = results.WhenGiven();
            if (given.IsCompletedSuccessfully)
            {
                return true;
            }

            if (handle.Completion.IsCompleted)
            {
                // The writers are closed, so nothing came between the two looks.
                return !results.WhenGiven().IsCompletedSuccessfully ? End(await handle.Completion.ConfigureAwait(false)) : true;
            }

            // A task of its own for the token: the first of three lets go of the others, so that who waits no more is forgotten.
            var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var registration = cancellationToken.UnsafeRegister(static source => ((TaskCompletionSource)source!).TrySetResult(), cancelled).ConfigureAwait(false);
            await Task.WhenAny(given, handle.Completion, cancelled.Task).ConfigureAwait(false);
        }
    }

    /// <summary>The results one after the other. Looks at the token before each, also where more are there than can be read.</summary>
    public override async IAsyncEnumerable<T> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (await WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            // One at a time: the wait looks at the token.
            if (TryRead(out var item))
            {
                yield return item;
            }
        }
    }

    /// <returns>That there is nothing to read any more.</returns>
    private bool End(JobStatus end)
    {
        if (end.State != JobState.Failed)
        {
            _completion.TrySetResult();
            return false;
        }

        var failure = new JobFailedException($"The job '{end.Name}' has failed, and gives no more results: {end.LastFailure}");
        if (_completion.TrySetException(failure))
        {
            // Nobody need look at the completion who is told here.
            _ = _completion.Task.Exception;
        }

        throw failure;
    }
}
