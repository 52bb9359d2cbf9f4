using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Akka.Specs;

/// <summary>A reader that a spec drives by hand, as the subtask of an attempt would.</summary>
internal sealed class SourceReading<T> : IDisposable
{
    private readonly ISourceReader<T> _reader;

    public SourceReading(ISource<T> source, SourceSplit? restored = null, int subtask = 0, int parallelism = 1)
    {
        Context = new ConnectorContext(subtask, parallelism) { JobName = "job" };
        _reader = source.CreateReader(Context);
        _reader.Start(restored is null ? [] : [restored], restored is not null);
    }

    public ConnectorContext Context { get; }

    /// <summary>The splits as they stand behind what was read.</summary>
    public Dictionary<string, SourceSplit> Splits { get; } = [];

    public SourceSplit Split => Splits.Values.Single();

    /// <summary>Reads the next fetch, waiting for it.</summary>
    public ReadStatus Next(out T[] records)
    {
        SourceFetch<T> fetch = default;
        var status = ReadStatus.Waiting;
        Context.PumpUntil(
            () =>
            {
                status = _reader.Read(out fetch);
                return status is ReadStatus.Data or ReadStatus.Finished || Context.Failure is not null;
            },
            "a fetch");
        records = [];
        if (status == ReadStatus.Data)
        {
            Splits[fetch.Split.Id] = fetch.Split;
            records = fetch.Batch is { } batch ? batch.Values[..batch.Count] : [];
            fetch.Batch?.Return();
        }

        return status;
    }

    /// <summary>Reads until there are so many records.</summary>
    public T[] Read(int count)
    {
        var all = new List<T>();
        while (all.Count < count)
        {
            Next(out var records).ShouldBe(ReadStatus.Data, Context.Failure?.Message);
            all.AddRange(records);
        }

        return [.. all];
    }

    /// <summary>Reads to the end.</summary>
    public T[] ReadToEnd()
    {
        var all = new List<T>();
        while (Next(out var records) == ReadStatus.Data)
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
            Next(out _).ShouldNotBe(ReadStatus.Finished);
        }

        return Context.Failure;
    }

    /// <summary>Makes the splits known.</summary>
    public SourceReading<T> Announced()
    {
        Next(out var records).ShouldBe(ReadStatus.Data, Context.Failure?.Message);
        records.ShouldBeEmpty();
        return this;
    }

    /// <summary>Completes a checkpoint of what has been read.</summary>
    public void CompleteCheckpoint() => _reader.OnCheckpointCompleted([.. Splits.Values]);

    public void Dispose()
    {
        _reader.Dispose();
        Context.Dispose();
    }
}
