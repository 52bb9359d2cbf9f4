using AkkaStreamProc.Actors.Checkpoints.Manifests;
using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Actors.Jobs.Journal;
using AkkaStreamProc.Actors.Subtasks;
using AkkaStreamProc.Operators.Plans;

namespace AkkaStreamProc.Actors.Specs.Support;

/// <summary>The run of a job whose subtasks, timers and predecessors a spec plays.</summary>
internal sealed class PlayedJob
{
    private readonly HashSet<(SubtaskId Subtask, int Attempt)> _closed = [];
    private long _acknowledged;

    public PlayedJob(JobHistory? history = null)
    {
        Run = new JobRun(Graph.Name, Environment);
        Run.Recover(history ?? JobHistory.Empty);
    }

    public FakeJobEnvironment Environment { get; } = new();

    public JobRun Run { get; }

    public JobGraph Graph { get; } = Visits.Job("played", new LogSource<Visit>(), new ScriptedSink<string>());

    /// <summary>How many subtasks have arrived and not closed.</summary>
    public int Alive { get; private set; }

    private int Attempt => Run.History.Attempt;

    public List<SubmitAnswer> Submit(JobSettings? settings = null, ImportedSavepoint? savepoint = null)
    {
        var answers = new List<SubmitAnswer>();
        Run.Submit(Graph, new JobProtocol.Submit(Graph.Name, "plan", Graph.Fingerprint, settings ?? new JobSettings(), DateTimeOffset.MaxValue, savepoint), answers.Add);
        return answers;
    }

    public PlayedJob Arrive()
    {
        Environment.Deployed.ForEach(s => Run.Arrive(s, Attempt).ShouldBeTrue());
        Alive += Environment.Deployed.Count;
        return this;
    }

    /// <summary>All are restored and start.</summary>
    public PlayedJob Open()
    {
        Environment.Deployed.ForEach(s => Run.Receive(new SubtaskProtocol.Deployed(s, Attempt)));
        Environment.Deployed.ForEach(s => Run.Receive(new SubtaskProtocol.Opened(s, Attempt)));
        return this;
    }

    public PlayedJob Running()
    {
        Submit();
        return Arrive().Open();
    }

    public PlayedJob Elapse(JobTimerKind kind)
    {
        Run.Elapsed(Environment.Timers[kind].Timer);
        return this;
    }

    public PlayedJob Fail()
    {
        Run.Receive(new SubtaskProtocol.Failed(Environment.Deployed[0], Attempt, new InvalidOperationException("played")));
        return this;
    }

    public PlayedJob EndInput()
    {
        Environment.Deployed.ForEach(s => Run.Receive(new SubtaskProtocol.Ended(s, Attempt)));
        return this;
    }

    /// <summary>Every subtask that was told to stop has closed.</summary>
    public PlayedJob Close()
    {
        foreach (var subtask in Environment.Stopped.Where(s => _closed.Add((s, Attempt))).ToList())
        {
            Alive--;
            Run.Terminated(subtask, Attempt);
        }

        return this;
    }

    /// <summary>Every checkpoint that has begun is acknowledged and confirmed.</summary>
    public PlayedJob CompleteCheckpoints()
    {
        while (Environment.Triggered.Count > 0 && Environment.Triggered[^1].CheckpointId > _acknowledged)
        {
            _acknowledged = Environment.Triggered[^1].CheckpointId;
            Environment.Deployed.ForEach(s => Run.Receive(new SubtaskProtocol.Acknowledged(s, Attempt, _acknowledged, Stored.Snapshot(1), new SubtaskReport(0, false, []))));
            Environment.Deployed.ForEach(s => Run.Receive(new SubtaskProtocol.Committed(s, Attempt, _acknowledged)));
        }

        return this;
    }

    /// <summary>What is on its way comes to its end; nothing new begins by itself.</summary>
    public PlayedJob PlayOut()
    {
        CompleteCheckpoints().Close();
        Environment.PredecessorsClosed?.Invoke();
        return this;
    }
}
