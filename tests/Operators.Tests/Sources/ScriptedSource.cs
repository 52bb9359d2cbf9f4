using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Operators.Tests.Sources;

/// <summary>A source that answers each read with the next step of a script, and then says that it waits or has finished.</summary>
internal sealed class ScriptedSource<T>(bool endsFinished = true) : ISource<T>, ISourceReader<T>
{
    public Queue<(ReadStatus Status, SourceFetch<T> Fetch)> Script { get; } = new();

    public IReadOnlyList<SourceSplit>? Started { get; private set; }

    public bool? StartedRestored { get; private set; }

    public List<IReadOnlyList<SourceSplit>> Completed { get; } = [];

    /// <summary>Takes the questions whether positions are sound; where <see langword="null"/> they are at once.</summary>
    public Queue<Action>? Confirmations { get; init; }

    public bool IsDisposed { get; private set; }

    public string Description => "script";

    public bool IsBounded => endsFinished;

    public ISourceReader<T> CreateReader(ISubtaskContext context) => this;

    public void Fetch(SourceSplit split, params (T Value, long Timestamp)[] records) => Fetch(split, null, records);

    public void Fetch(SourceSplit split, IReadOnlyList<BadRecord>? bad, params (T Value, long Timestamp)[] records) =>
        Script.Enqueue((ReadStatus.Data, new SourceFetch<T>(split, records.Length == 0 ? null : Execution.Feeding.Batch(records), bad)));

    public void Say(ReadStatus status) => Script.Enqueue((status, default));

    public void Start(IReadOnlyList<SourceSplit> restored, bool isRestored)
    {
        Started.ShouldBeNull("a reader is started once");
        (Started, StartedRestored) = (restored, isRestored);
    }

    public ReadStatus Read(out SourceFetch<T> fetch)
    {
        Started.ShouldNotBeNull("a reader is started before it is read");
        if (Script.TryDequeue(out var step))
        {
            fetch = step.Fetch;
            return step.Status;
        }

        fetch = default;
        return endsFinished ? ReadStatus.Finished : ReadStatus.Waiting;
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
