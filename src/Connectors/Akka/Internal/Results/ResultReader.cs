using System.Diagnostics.CodeAnalysis;
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

            await Task.WhenAny(given, handle.Completion).WaitAsync(cancellationToken).ConfigureAwait(false);
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
