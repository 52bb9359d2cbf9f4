using AkkaStreamProc.Actors.Checkpoints;
using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Actors.Subtasks;
using AkkaStreamProc.Operators.Graph;
using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.TestKit.Simulation;

/// <summary>One attempt of a simulated job: its subtasks, and the supervisor's part in their checkpoints.</summary>
internal sealed class SimulatedAttempt : IDisposable
{
    private const int Supervisor = -1;
    private const int Store = -2;

    private readonly JobGraph _graph;
    private readonly SimulatedStore _store;
    private readonly CheckpointCoordinator _checkpoints;
    private readonly List<SimulatedSubtask> _subtasks = [];
    private readonly Dictionary<SubtaskId, int> _numbers = [];
    private readonly HashSet<SubtaskId> _unopened = [];
    private readonly HashSet<SubtaskId> _unended = [];
    private bool _isFinal;

    public SimulatedAttempt(JobGraph graph, SimulatedStore store, SimulatedMail mail, TimeProvider time, SubtaskOptions options)
    {
        _graph = graph;
        _store = store;
        Mail = mail;
        Time = time;
        foreach (var vertex in graph.Vertices)
        {
            for (var index = 0; index < vertex.Parallelism; index++)
            {
                var id = new SubtaskId(vertex.Id, index);
                _numbers.Add(id, _subtasks.Count);
                _unopened.Add(id);
                _unended.Add(id);
                _subtasks.Add(new SimulatedSubtask(this, graph, id, _subtasks.Count, options));
            }
        }

        _checkpoints = new CheckpointCoordinator([.. _numbers.Keys], tolerableFailures: 0);
    }

    public SimulatedMail Mail { get; }

    public TimeProvider Time { get; }

    public string Job => _graph.Name;

    public int MaxParallelism => _graph.MaxParallelism;

    /// <summary>Whether the job is finished: all input ended, and the last checkpoint is confirmed.</summary>
    public bool IsFinished { get; private set; }

    public bool CanCheckpoint => _unopened.Count == 0 && _checkpoints.CanBegin && !IsFinished;

    public long Late => _subtasks.Sum(s => s.Subtask.Report().Operators.Sum(o => o.Late));

    /// <summary>When the next subtask wants to be woken.</summary>
    public DateTimeOffset? NextWake => _subtasks.Min(s => s.WakeAt);

    public int NumberOf(SubtaskId id) => _numbers[id];

    public int FormerParallelism(string operatorName) => _store.HighestParallelism.GetValueOrDefault(operatorName);

    public void RequestCheckpoint(SubtaskId id) => Mail.Send(_numbers[id], Supervisor, () =>
    {
        if (CanCheckpoint)
        {
            Trigger();
        }
    });

    /// <summary>Restores every subtask from the last completed checkpoint, then starts them all.</summary>
    public void Begin()
    {
        _store.Started(_graph);
        foreach (var subtask in _subtasks)
        {
            var vertex = _graph.Vertices[subtask.Id.Vertex];
            var address = new SubtaskAddress(_graph.Name, vertex.Name, subtask.Id.Index, 1, _store.Completed);
            var gathering = new SnapshotGathering(
                address, vertex.Parallelism, _store.Parallelism.GetValueOrDefault(vertex.Name), hasOperatorState: true, _graph.MaxParallelism);
            foreach (var old in gathering.Needed)
            {
                gathering.Add(old, _store.Completed, _store.Load(address, old));
            }

            var opened = false;
            subtask.Subtask.Open(name => gathering.RestoreOf(name, vertex.Parallelism), () => opened = true);
            if (!opened)
            {
                throw new InvalidOperationException($"A sink of {vertex.Name} did not settle at once; a simulation needs sinks and sources that complete inline.");
            }
        }

        foreach (var subtask in _subtasks)
        {
            Mail.Send(Supervisor, _numbers[subtask.Id], () => subtask.Handle(subtask.Subtask.Start));
        }
    }

    public void Deliver(int number, Action<Subtask> action) => _subtasks[number].Handle(() => action(_subtasks[number].Subtask));

    public void WakeDue()
    {
        var now = Time.GetUtcNow();
        foreach (var subtask in _subtasks.Where(s => s.WakeAt <= now).ToList())
        {
            subtask.Wake();
        }
    }

    public void OnOpened(SubtaskId id) => _unopened.Remove(id);

    public void OnEnded(SubtaskId id) => _unended.Remove(id);

    /// <summary>Begins a checkpoint; the last one where all input has ended.</summary>
    public void Trigger()
    {
        _isFinal = _unended.Count == 0;
        var checkpoint = _checkpoints.Begin(_store.NextId++, _isFinal ? CheckpointPurpose.Final : CheckpointPurpose.Periodic, Time.GetUtcNow());
        foreach (var subtask in _subtasks.Where(s => s.IsSource))
        {
            Mail.Send(Supervisor, _numbers[subtask.Id], () => subtask.Handle(() => subtask.Subtask.Trigger(checkpoint.Id, stopsSource: false)));
        }
    }

    public void Save(SimulatedSubtask subtask, SnapshotHeader header, SubtaskFreeze freeze, SubtaskReport report)
    {
        var number = _numbers[subtask.Id];
        Mail.Send(number, Store, () =>
        {
            var bytes = SubtaskSnapshot.Write(header, freeze);
            _store.Save(SubtaskAddress.PersistenceIdOf(header.Job, header.Vertex, header.SubtaskIndex), header.CheckpointId, bytes);
            Mail.Send(Store, number, () => subtask.Handle(freeze.Release));
            Mail.Send(Store, Supervisor, () => OnAcknowledged(subtask.Id, header.CheckpointId, bytes.Length, report));
        });
    }

    public void Dispose()
    {
        foreach (var subtask in _subtasks)
        {
            subtask.Dispose();
        }
    }

    private void OnAcknowledged(SubtaskId id, long checkpointId, long bytes, SubtaskReport report)
    {
        if (_checkpoints.Acknowledge(id, checkpointId, bytes, report) != CheckpointStep.Complete)
        {
            return;
        }

        _store.Complete(checkpointId, _graph.Vertices.ToDictionary(v => v.Name, v => v.Parallelism));
        _checkpoints.Journalled();
        foreach (var subtask in _subtasks)
        {
            var number = _numbers[subtask.Id];
            Mail.Send(Supervisor, number, () => subtask.Handle(() => subtask.Subtask.CompleteCheckpoint(
                checkpointId, () => Mail.Send(number, Supervisor, () => OnCommitted(subtask.Id, checkpointId)))));
        }
    }

    private void OnCommitted(SubtaskId id, long checkpointId)
    {
        if (_checkpoints.Confirm(id, checkpointId) == CheckpointStep.Confirmed && _isFinal)
        {
            IsFinished = true;
        }
    }
}
