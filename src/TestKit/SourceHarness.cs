using AkkaStreamProc.Actors.Sources;
using AkkaStreamProc.Actors.Subtasks;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Plans.Definitions;
using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.TestKit;

/// <summary>Runs a source in a spec without a job: its enumerator as the supervisor would, and the reader of one subtask.</summary>
/// <typeparam name="T">The type of the records.</typeparam>
/// <remarks>
/// The test's own thread plays job and subtask; what the source posts waits until the test pumps it
/// (<see cref="ConnectorContext.PumpUntil"/>). Splits go through their binary form, as they do in a job.
/// </remarks>
public sealed class SourceHarness<T> : IDisposable
{
    private readonly ISplitSerializer _serializer;
    private readonly ISourceReader<T> _reader;
    private readonly SourceCoordinator _coordinator;
    private readonly Coordination _coordination;
    private readonly SortedDictionary<string, SourceSplit> _splits = new(StringComparer.Ordinal);
    private bool _isHeld;
    private bool _hasAllSplits;

    /// <summary>Creates the source and begins.</summary>
    /// <param name="source">The source.</param>
    /// <param name="restored">The splits of a checkpoint to go on from, of all subtasks; <see langword="null"/> for a first start.</param>
    /// <param name="enumerator">What the enumerator kept for that checkpoint (<see cref="FreezeEnumerator"/>).</param>
    /// <param name="subtaskIndex">Which subtask reads here.</param>
    /// <param name="parallelism">How many subtasks there are; what is assigned to the others is read by nobody.</param>
    /// <param name="time">The clock; the system's unless given.</param>
    /// <param name="jobName">The name of the job.</param>
    public SourceHarness(
        ISource<T> source,
        IReadOnlyList<SourceSplit>? restored = null,
        ReadOnlyMemory<byte> enumerator = default,
        int subtaskIndex = 0,
        int parallelism = 1,
        TimeProvider? time = null,
        string jobName = "spec")
    {
        ArgumentNullException.ThrowIfNull(source);
        Context = new ConnectorContext(subtaskIndex, parallelism, time) { JobName = jobName };
        _serializer = source.SplitSerializer;
        _reader = source.CreateReader(Context);
        _coordination = new Coordination(this);
        var definition = new SourceDefinition<T>(source, WatermarkStrategy<T>.None());
        _coordinator = new SourceCoordinator(definition, Context.JobName, Context.OperatorName, parallelism, _coordination);
        _coordinator.Start(restored is null ? null : new StoredSource([.. restored.Select(s => StoredSplit.Of(s, Watermarks.Min, _serializer))], enumerator));
    }

    /// <summary>The surroundings of the subtask; what the enumerator says and fails with arrives here, too.</summary>
    public ConnectorContext Context { get; }

    /// <summary>Whether the splits to begin with are assigned.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>Whether every split of the subtask has ended and no other will follow.</summary>
    public bool HasEnded => _hasAllSplits && _splits.Values.All(split => split.IsFinished);

    /// <summary>The splits of the subtask as they stand behind what was read, by their ids: what a checkpoint would hold now.</summary>
    public IReadOnlyList<SourceSplit> Splits => [.. _splits.Values];

    /// <summary>Takes the next fetch, if there is one and reading has begun.</summary>
    public bool TryRead(out SourceFetch<T> fetch)
    {
        if (!HasBegun || _isHeld || !_reader.TryRead(out fetch))
        {
            fetch = default;
            return false;
        }

        if (!_splits.TryGetValue(fetch.Split.Id, out var before))
        {
            throw new InvalidOperationException($"The reader handed over a fetch of the split '{fetch.Split.Id}', which was not assigned to it.");
        }

        _splits[fetch.Split.Id] = fetch.Split;
        if (fetch.Split.IsFinished && !before.IsFinished)
        {
            _coordinator.OnFinished(Context.SubtaskIndex, StoredSplit.Of(fetch.Split, Watermarks.Min, _serializer));
        }

        return true;
    }

    /// <summary>Asks whether what was read may stand in a checkpoint.</summary>
    /// <returns>Whether the source has said yes by now.</returns>
    public Func<bool> BeginConfirm()
    {
        var isConfirmed = false;
        _reader.Confirm(() => isConfirmed = true);
        return () => isConfirmed;
    }

    /// <summary>What the enumerator keeps for a checkpoint that begins now.</summary>
    public ReadOnlyMemory<byte> FreezeEnumerator() => _coordinator.Freeze() ?? default;

    /// <summary>Completes a checkpoint of what was read.</summary>
    public void CompleteCheckpoint()
    {
        _isHeld = false;
        _reader.OnCheckpointCompleted(Splits);
    }

    /// <summary>Closes the source, letting its workers finish what is queued.</summary>
    public void Dispose()
    {
        _coordinator.Dispose();
        _reader.Dispose();
        _coordination.Dispose();
        Context.Dispose();
    }

    private void Assign(int subtask, SplitAssignment assignment)
    {
        if (subtask != Context.SubtaskIndex)
        {
            return;
        }

        List<SourceSplit> splits = [.. assignment.Splits.Select(stored => stored.Read(_serializer))];
        splits.ForEach(split => _splits.Add(split.Id, split));
        foreach (var id in assignment.Forgotten)
        {
            _splits.Remove(id);
        }

        HasBegun |= assignment.Begins;
        _isHeld |= assignment.HoldsBack;
        _hasAllSplits |= assignment.IsLast;
        if (splits.FindAll(split => !split.IsFinished) is { Count: > 0 } unfinished)
        {
            _reader.Add(unfinished);
        }
    }

    private sealed class Coordination(SourceHarness<T> harness) : ISourceCoordination, IDisposable
    {
        private readonly List<PinnedWorker> _workers = [];

        public TimeProvider Time => harness.Context.Time;

        public JobLife Life => harness.Context.Life;

        public IOwnedWorker CreateWorker(string name, Action<Exception> onFailure)
        {
            var worker = new PinnedWorker(name, onFailure);
            _workers.Add(worker);
            return worker;
        }

        public void Post(Action action) => harness.Context.Post(action);

        public void Assign(int subtask, SplitAssignment assignment) => harness.Assign(subtask, assignment);

        public void RequestCheckpoint() => harness.Context.RequestCheckpoint();

        public void Fail(Exception cause) => harness.Context.Fail(cause);

        public void Notify(string operatorName, string message) => harness.Context.Notify(message);

        public void Dispose() => _workers.ForEach(worker =>
        {
            worker.Dispose();
            worker.Completion.Wait(TimeSpan.FromSeconds(30));
        });
    }
}
