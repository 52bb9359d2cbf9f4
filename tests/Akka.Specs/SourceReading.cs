using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Akka.Specs;

/// <summary>A source that a spec drives by hand, as one subtask of an attempt would.</summary>
internal sealed class SourceReading<T> : IDisposable
{
    private readonly SourceHarness<T> _source;

    public SourceReading(ISource<T> source, OffsetSplit? restored = null, int subtask = 0, int parallelism = 1) =>
        _source = new SourceHarness<T>(source, restored is null ? null : [restored], subtaskIndex: subtask, parallelism: parallelism, jobName: "job");

    public ConnectorContext Context => _source.Context;

    /// <summary>The splits as they stand behind what was read.</summary>
    public IReadOnlyDictionary<string, OffsetSplit> Splits => _source.Splits.Cast<OffsetSplit>().ToDictionary(split => split.Id);

    public OffsetSplit Split => Splits.Values.Single();

    /// <summary>Reads the next fetch, waiting for it.</summary>
    /// <returns>Whether there was one; otherwise the source has ended, or failed.</returns>
    public bool Next(out T[] records)
    {
        SourceFetch<T> fetch = default;
        var isRead = false;
        Context.PumpUntil(
            () =>
            {
                isRead = _source.TryRead(out fetch);
                return isRead || _source.HasEnded || Context.Failure is not null;
            },
            "a fetch");
        records = fetch.Batch is { } batch ? batch.Values.ToArray() : [];
        fetch.Batch?.Return();
        return isRead;
    }

    /// <summary>Reads until there are so many records.</summary>
    public T[] Read(int count)
    {
        var all = new List<T>();
        while (all.Count < count)
        {
            Next(out var records).ShouldBeTrue(Context.Failure?.Message);
            all.AddRange(records);
        }

        return [.. all];
    }

    /// <summary>Reads to the end.</summary>
    public T[] ReadToEnd()
    {
        var all = new List<T>();
        while (Next(out var records))
        {
            all.AddRange(records);
        }

        return [.. all];
    }

    /// <summary>Reads until the attempt fails.</summary>
    public Exception ReadToFailure()
    {
        while (Context.Failure is null)
        {
            _ = Next(out _) || Context.Failure is not null ? true : throw new InvalidOperationException("The source has ended.");
        }

        return Context.Failure;
    }

    /// <summary>Lets an ingress answer: its split then names its incarnation.</summary>
    public SourceReading<T> Attached()
    {
        Next(out var records).ShouldBeTrue(Context.Failure?.Message);
        records.ShouldBeEmpty();
        return this;
    }

    /// <summary>Begins to read a stream, and finds nothing at first.</summary>
    public SourceReading<T> Begun()
    {
        Context.PumpUntil(() => _source.HasBegun, "the beginning");
        return this;
    }

    /// <summary>Completes a checkpoint of what has been read.</summary>
    public void CompleteCheckpoint() => _source.CompleteCheckpoint();

    public void Dispose() => _source.Dispose();
}
