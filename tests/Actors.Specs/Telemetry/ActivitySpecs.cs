using System.Diagnostics;
using AkkaStreamProc.Actors.Checkpoints;
using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Actors.Memory;
using AkkaStreamProc.Actors.Specs.Support;
using AkkaStreamProc.Actors.Telemetry;
using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Actors.Specs.Telemetry;

/// <summary>The activities of a job: one for each start of an attempt, one for each checkpoint.</summary>
public sealed class ActivitySpecs : IDisposable
{
    private readonly string _name = StreamSystem.NewName();
    private readonly List<Activity> _ended = [];
    private readonly ActivityListener _listener;
    private readonly MovableClock _clock = new(new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly StreamTelemetry _telemetry;
    private readonly JobTelemetry _job;

    public ActivitySpecs()
    {
        _telemetry = new StreamTelemetry("specs", this, new ProcessMemoryProbe(), _clock);
        _listener = new ActivityListener
        {
            ShouldListenTo = source => ReferenceEquals(source, _telemetry.Activities),
            Sample = static (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = _ended.Add,
        };
        ActivitySource.AddActivityListener(_listener);
        _job = _telemetry.Begin(_name);
        _job.Begin(JobState.Starting, null);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _telemetry.Dispose();
    }

    [Fact]
    public void Attempt_is_an_activity_from_its_beginning_until_records_flow()
    {
        _job.AttemptBegan(3, 17, isRestart: true);
        _clock.Advance(TimeSpan.FromSeconds(2));
        _job.AttemptRestored();
        _clock.Advance(TimeSpan.FromSeconds(1));
        _job.AttemptRuns();

        var activity = _ended.ShouldHaveSingleItem();
        activity.OperationName.ShouldBe("akkastreamproc.attempt");
        activity.Duration.ShouldBe(TimeSpan.FromSeconds(3));
        activity.Status.ShouldBe(ActivityStatusCode.Ok);
        TagsOf(activity).ShouldBe([$"job={_name}", "attempt=3", "checkpoint=17"]);
        activity.Events.Select(e => (e.Name, e.Timestamp - activity.StartTimeUtc)).ShouldBe([("restored", TimeSpan.FromSeconds(2))]);
    }

    [Fact]
    public void Checkpoint_is_an_activity_with_its_phases()
    {
        _job.CheckpointBegan(3, 18, CheckpointPurpose.Savepoint);
        _clock.Advance(TimeSpan.FromSeconds(1));
        _job.CheckpointSaved();
        _job.CheckpointCompleted(new CheckpointStatus(18, true, _clock.GetUtcNow(), TimeSpan.FromSeconds(1), 4711));
        _clock.Advance(TimeSpan.FromSeconds(1));
        _job.CheckpointConfirmed();

        var activity = _ended.ShouldHaveSingleItem();
        activity.OperationName.ShouldBe("akkastreamproc.checkpoint");
        activity.Duration.ShouldBe(TimeSpan.FromSeconds(2));
        TagsOf(activity).ShouldBe([$"job={_name}", "attempt=3", "checkpoint=18", "purpose=savepoint", "bytes=4711"]);
        activity.Events.Select(e => e.Name).ShouldBe(["saved", "completed"]);
    }

    [Fact]
    public void What_fails_has_the_reason()
    {
        _job.AttemptBegan(3, null, isRestart: false);
        _job.CheckpointBegan(3, 18, CheckpointPurpose.Periodic);
        _job.AttemptFailed("The broker is away.");

        _ended.Count.ShouldBe(2);
        _ended.ShouldAllBe(a => a.Status == ActivityStatusCode.Error && a.StatusDescription == "The broker is away.");
    }

    [Fact]
    public void Activities_are_nobodys_children_and_leave_the_current_one_alone()
    {
        using var outer = new Activity("outer").Start();

        _job.AttemptBegan(1, null, isRestart: false);
        _job.CheckpointBegan(1, 1, CheckpointPurpose.Periodic);
        Activity.Current.ShouldBe(outer);
        _job.AttemptRuns();
        _job.CheckpointConfirmed();

        Activity.Current.ShouldBe(outer);
        _ended.ShouldAllBe(a => a.ParentId == null);
    }

    [Fact]
    public void Run_of_a_job_tells_what_happens()
    {
        var job = new PlayedJob();
        job.Environment.Telemetry = _job;

        job.Running().Elapse(JobTimerKind.Checkpoint).CompleteCheckpoints();
        job.Elapse(JobTimerKind.Checkpoint).Elapse(JobTimerKind.CheckpointTimeout);
        job.Fail().Close().Elapse(JobTimerKind.Restart);

        var meter = new MeterReading(this);
        meter.Of(_name)["job.state state=starting"].ShouldBe(1);
        meter.Of(_name)["job.restarts"].ShouldBe(1);
        meter.Of(_name)["checkpoint.completed"].ShouldBe(1);
        meter.Of(_name)["checkpoint.failed"].ShouldBe(1);
        job.Run.Cancel(static _ => { });
        meter.Of(_name).ShouldBeEmpty();
        _ended.Select(a => (a.OperationName, a.Status)).ShouldBe(
            [
                ("akkastreamproc.attempt", ActivityStatusCode.Ok),
                ("akkastreamproc.checkpoint", ActivityStatusCode.Ok),
                ("akkastreamproc.checkpoint", ActivityStatusCode.Error),
                ("akkastreamproc.attempt", ActivityStatusCode.Error),
            ]);
    }

    private static IEnumerable<string> TagsOf(Activity activity) => activity.TagObjects.Select(t => $"{t.Key}={t.Value}");
}
