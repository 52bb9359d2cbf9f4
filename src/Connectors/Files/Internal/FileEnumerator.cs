using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Connectors.Files.Internal;

/// <summary>Finds the files, at the start and while the job follows them, and hands each to the subtask of its path.</summary>
/// <remarks>It keeps nothing: every file that is known stands in the checkpoint by its split, so that none is read twice.</remarks>
internal sealed class FileEnumerator(FilePattern pattern, FileSourceOptions options, ISplitEnumeratorContext context) : ISplitEnumerator
{
    private readonly SplitDiscovery _discovery = new(pattern, options.IsFollowing, context);
    private ITimer? _poll;
    private int _isLooking;

    public void Start(RestoredSource? restored) => context.Worker.Post(() =>
    {
        var splits = _discovery.Begin([.. (restored?.Splits ?? []).Cast<OffsetSplit>()], isRestored: restored is not null);
        context.Post(() => Begin(splits));
    });

    public void Dispose() => _poll?.Dispose();

    private void Begin(IReadOnlyList<OffsetSplit> splits)
    {
        Assign(splits);
        context.BeginReading();
        if (!options.IsFollowing)
        {
            context.EndOfSplits();
        }
        else if (pattern.IsPattern)
        {
            _poll = context.Time.CreateTimer(_ => Poll(), null, options.PollInterval, options.PollInterval);
        }
    }

    private void Poll()
    {
        // A look that takes longer than the interval is followed by one, not by all that were missed.
        if (Interlocked.Exchange(ref _isLooking, 1) == 0)
        {
            context.Worker.Post(() =>
            {
                Volatile.Write(ref _isLooking, 0);
                if (_discovery.FindNew() is { Count: > 0 } found)
                {
                    context.Post(() => Assign(found));
                }
            });
        }
    }

    private void Assign(IReadOnlyList<OffsetSplit> splits)
    {
        foreach (var split in splits)
        {
            context.Assign(split, SplitDiscovery.SubtaskOf(split.Id, context.Parallelism));
        }
    }
}
