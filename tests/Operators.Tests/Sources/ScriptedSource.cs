using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Operators.Tests.Sources;

/// <summary>A source whose reader answers each read with the next fetch of a script, and then has nothing.</summary>
internal sealed class ScriptedSource<T>(bool endsFinished = true) : ISource<T>, ISourceReader<T>
{
    public LinkedList<SourceFetch<T>> Script { get; } = new();

    /// <summary>Whether the source ends where the script does.</summary>
    public bool EndsFinished => endsFinished;

    /// <summary>The splits that the reader was given, with those positions.</summary>
    public List<OffsetSplit> Added { get; } = [];

    public List<IReadOnlyList<SourceSplit>> Completed { get; } = [];

    /// <summary>Takes the questions whether positions are sound; where <see langword="null"/> they are at once.</summary>
    public Queue<Action>? Confirmations { get; init; }

    public bool IsDisposed { get; private set; }

    public string Description => "script";

    public bool IsBounded => endsFinished;

    public ISourceReader<T> CreateReader(ISubtaskContext context) => this;

    public void Fetch(OffsetSplit split, params (T Value, long Timestamp)[] records) => Fetch(split, null, records);

    public void Fetch(OffsetSplit split, IReadOnlyList<BadRecord>? bad, params (T Value, long Timestamp)[] records) =>
        Script.AddLast(new SourceFetch<T>(split, records.Length == 0 ? null : Execution.Feeding.Batch(records), bad));

    public ISplitEnumerator CreateEnumerator(ISplitEnumeratorContext context) => throw new NotSupportedException("splits are assigned by the test");

    public void Add(IReadOnlyList<SourceSplit> splits) => Added.AddRange(splits.Cast<OffsetSplit>());

    /// <summary>Whether the reader has all of the script at hand, and not one fetch at each step.</summary>
    public bool IsAhead { get; init; }

    /// <summary>How many fetches the reader has at hand.</summary>
    public int Permits { get; set; } = 1;

    public List<string> Paused { get; } = [];

    public bool TryRead(out SourceFetch<T> fetch)
    {
        for (var next = Script.First; next is not null && Permits > 0; next = next.Next)
        {
            if (!Paused.Contains(next.Value.Split.Id))
            {
                fetch = next.Value;
                Script.Remove(next);
                Permits -= IsAhead ? 0 : 1;
                return true;
            }
        }

        fetch = default;
        return false;
    }

    /// <summary>What is answered to the question; <see langword="null"/> where it is not known.</summary>
    public bool? HasCaughtUp { get; set; }

    bool? ISourceReader<T>.HasCaughtUp(string splitId) => HasCaughtUp;

    public void SetPaused(string splitId, bool isPaused)
    {
        if (isPaused)
        {
            Paused.Add(splitId);
        }
        else
        {
            Paused.Remove(splitId).ShouldBeTrue();
        }
    }

    public void Confirm(Action confirmed)
    {
        if (Confirmations is null)
        {
            confirmed();
        }
        else
        {
            Confirmations.Enqueue(confirmed);
        }
    }

    public void OnCheckpointCompleted(IReadOnlyList<SourceSplit> splits) => Completed.Add(splits);

    public void Dispose() => IsDisposed = true;
}
