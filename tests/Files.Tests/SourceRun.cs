using AkkaStreamProc.Connectors.Files;
using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Files.Tests;

/// <summary>One life of a source reader, and what it has read.</summary>
internal sealed class SourceRun : IDisposable
{
    private readonly SourceHarness<string> _source;

    public SourceRun(FileSource<string> source, IReadOnlyList<OffsetSplit>? restored = null, int subtask = 0, int parallelism = 1) =>
        _source = new SourceHarness<string>(source, restored, subtaskIndex: subtask, parallelism: parallelism);

    public ConnectorContext Context => _source.Context;

    public List<string> Records { get; } = [];

    public List<BadRecord> Bad { get; } = [];

    /// <summary>The splits as they stood behind each fetch, with the number of records before.</summary>
    public List<(OffsetSplit Split, int RecordsBefore, int BadBefore)> Fetches { get; } = [];

    /// <summary>Whether the splits to begin with are known.</summary>
    public bool HasBegun => _source.HasBegun;

    /// <summary>The splits with their positions.</summary>
    public IReadOnlyList<OffsetSplit> Splits => [.. _source.Splits.Cast<OffsetSplit>()];

    /// <summary>Reads to the end of a bounded source.</summary>
    public SourceRun ToEnd()
    {
        Until(() => _source.HasEnded, "the end of the source");
        return this;
    }

    /// <summary>Reads until a condition holds, and not a fetch further.</summary>
    public void Until(Func<bool> condition, string awaited)
    {
        Context.PumpUntil(
            () =>
            {
                Pump(condition);
                return Context.Failure is not null || condition();
            },
            awaited);
        if (Context.Failure is { } failure)
        {
            throw new InvalidOperationException("The reader failed.", failure);
        }
    }

    /// <summary>Reads until the reader fails.</summary>
    public FilesException Failure()
    {
        Context.PumpUntil(
            () =>
            {
                Pump(static () => false);
                return Context.Failure is not null || _source.HasEnded;
            },
            "a failure");
        return Context.Failure.ShouldBeOfType<FilesException>();
    }

    public void SetPaused(string path, bool isPaused) => _source.SetPaused(path, isPaused);

    public void Dispose() => _source.Dispose();

    private void Pump(Func<bool> isEnough)
    {
        while (!isEnough() && _source.TryRead(out var fetch))
        {
            Take(fetch);
        }
    }

    private void Take(SourceFetch<string> fetch)
    {
        if (fetch.Batch is { } batch)
        {
            Records.AddRange(batch.Values);
            batch.Return();
        }

        Bad.AddRange(fetch.BadRecords ?? []);
        Fetches.Add(((OffsetSplit)fetch.Split, Records.Count, Bad.Count));
    }
}
