using System.Collections.Concurrent;
using AkkaStreamProc.Actors.Sources;
using AkkaStreamProc.Actors.Subtasks;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Plans.Definitions;
using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.TestKit.Sources;

/// <summary>One attempt of a source in a spec: its enumerator, and some or all of its subtasks, on the thread of the test.</summary>
internal sealed class SourceAttempt<T> : ISourceCoordination, IDisposable
{
    private readonly ISplitSerializer _serializer;
    private readonly SourceCoordinator _coordinator;
    private readonly SourceSubtask<T>?[] _subtasks;
    private readonly ConnectorContext _first;
    private readonly List<PinnedWorker> _workers = [];

    /// <param name="source">The source.</param>
    /// <param name="restored">The splits of a checkpoint; <see langword="null"/> for a first start.</param>
    /// <param name="enumerator">What the enumerator kept for it.</param>
    /// <param name="parallelism">How many subtasks there are.</param>
    /// <param name="only">The only one that is run; <see langword="null"/> for all.</param>
    /// <param name="time">The clock.</param>
    /// <param name="jobName">The job.</param>
    public SourceAttempt(
        ISource<T> source, IReadOnlyList<SourceSplit>? restored, ReadOnlyMemory<byte> enumerator, int parallelism, int? only, TimeProvider? time, string jobName)
    {
        var posted = new BlockingCollection<Action>();
        _serializer = source.SplitSerializer;
        _subtasks = [.. Enumerable.Range(0, parallelism).Select(index => only is null || index == only
            ? new SourceSubtask<T>(source, new ConnectorContext(posted, index, parallelism, time) { JobName = jobName })
            : null)];
        _first = Subtasks.First().Context;
        _coordinator = new SourceCoordinator(new SourceDefinition<T>(source, WatermarkStrategy<T>.None()), jobName, _first.OperatorName, parallelism, this);
        _coordinator.Start(restored is null ? null : new StoredSource([.. restored.Select(s => StoredSplit.Of(s, Watermarks.Min, _serializer))], enumerator));
    }

    public IEnumerable<SourceSubtask<T>> Subtasks => _subtasks.OfType<SourceSubtask<T>>();

    public bool HasBegun => Subtasks.All(subtask => subtask.HasBegun);

    public bool HasEnded => Subtasks.All(subtask => subtask.HasEnded);

    /// <summary>The first failure of any subtask or the enumerator.</summary>
    public Exception? Failure => Subtasks.Select(subtask => subtask.Context.Failure).FirstOrDefault(failure => failure is not null);

    public TimeProvider Time => _first.Time;

    public JobLife Life => _first.Life;

    /// <summary>What a subtask has read next, if there is something.</summary>
    public bool TryRead(SourceSubtask<T> subtask, out SourceFetch<T> fetch)
    {
        if (!subtask.TryRead(out var before, out fetch))
        {
            return false;
        }

        if (fetch.Split.IsFinished && !before.IsFinished)
        {
            _coordinator.OnFinished(subtask.Context.SubtaskIndex, StoredSplit.Of(fetch.Split, Watermarks.Min, _serializer));
        }

        return true;
    }

    /// <summary>What the enumerator keeps for a checkpoint that begins now.</summary>
    public ReadOnlyMemory<byte> Freeze() => _coordinator.Freeze() ?? default;

    /// <summary>Runs posted actions until a condition holds.</summary>
    public void PumpUntil(Func<bool> condition, string awaited) => _first.PumpUntil(condition, awaited);

    public void Dispose()
    {
        _coordinator.Dispose();
        foreach (var subtask in Subtasks)
        {
            subtask.Dispose();
        }

        foreach (var worker in _workers)
        {
            worker.Dispose();
            worker.Completion.Wait(TimeSpan.FromSeconds(30));
        }

        foreach (var subtask in Subtasks)
        {
            subtask.Context.Dispose();
        }
    }

    IOwnedWorker ISourceCoordination.CreateWorker(string name, Action<Exception> onFailure)
    {
        var worker = new PinnedWorker(name, onFailure);
        _workers.Add(worker);
        return worker;
    }

    void ISourceCoordination.Post(Action action) => _first.Post(action);

    void ISourceCoordination.Assign(int subtask, SplitAssignment assignment) => _subtasks[subtask]?.Assign(assignment);

    void ISourceCoordination.RequestCheckpoint() => _first.RequestCheckpoint();

    void ISourceCoordination.Fail(Exception cause) => _first.Fail(cause);

    void ISourceCoordination.Notify(string operatorName, Notice notice) => _first.Notify(notice.Text);
}
