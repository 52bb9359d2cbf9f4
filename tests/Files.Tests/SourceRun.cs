using AkkaStreamProc.Connectors.Files;
using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Files.Tests;

/// <summary>One life of a source reader, and what it has read.</summary>
internal sealed class SourceRun : IDisposable
{
    private readonly ISourceReader<string> _reader;

    public SourceRun(FileSource<string> source, IReadOnlyList<SourceSplit>? restored = null, int subtask = 0, int parallelism = 1)
    {
        Context = new ConnectorContext(subtask, parallelism);
        _reader = source.CreateReader(Context);
        _reader.Start(restored ?? [], restored is not null);
    }

    public ConnectorContext Context { get; }

    public List<string> Records { get; } = [];

    public List<BadRecord> Bad { get; } = [];

    /// <summary>The splits as they stood behind each fetch, with the number of records before.</summary>
    public List<(SourceSplit Split, int RecordsBefore, int BadBefore)> Fetches { get; } = [];

    public ReadStatus Status { get; private set; }

    /// <summary>The last position of every split.</summary>
    public IReadOnlyList<SourceSplit> Splits =>
        [.. Fetches.GroupBy(f => f.Split.Id, StringComparer.Ordinal).Select(g => g.Last().Split)];

    /// <summary>Reads to the end of a bounded source.</summary>
    public SourceRun ToEnd()
    {
        Until(() => Status == ReadStatus.Finished, "the end of the source");
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
                return Context.Failure is not null || Status == ReadStatus.Finished;
            },
            "a failure");
        return Context.Failure.ShouldBeOfType<FilesException>();
    }

    public void Dispose()
    {
        _reader.Dispose();
        Context.Dispose();
    }

    private void Pump(Func<bool> isEnough)
    {
        while (!isEnough())
        {
            Status = _reader.Read(out var fetch);
            if (Status != ReadStatus.Data)
            {
                return;
            }

            Take(fetch);
        }
    }

    private void Take(SourceFetch<string> fetch)
    {
        if (fetch.Batch is { } batch)
        {
            Records.AddRange(batch.Values.AsSpan(0, batch.Count));
            batch.Return();
        }

        Bad.AddRange(fetch.BadRecords ?? []);
        Fetches.Add((fetch.Split, Records.Count, Bad.Count));
    }
}
