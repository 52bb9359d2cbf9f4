using Akka.Actor;
using Akka.Event;
using AkkaStreamProc.Actors.Specs.Support;
using AkkaStreamProc.Actors.Telemetry;
using AkkaStreamProc.Operators.Execution;

namespace AkkaStreamProc.Actors.Specs.Telemetry;

/// <summary>What the log has of a notice.</summary>
public sealed class NoticeSpecs(StreamSystem system) : IClassFixture<StreamSystem>
{
    [Theory]
    [InlineData(NoticeLevel.Information, LogLevel.InfoLevel)]
    [InlineData(NoticeLevel.Warning, LogLevel.WarningLevel)]
    [InlineData(NoticeLevel.Error, LogLevel.ErrorLevel)]
    public async Task Notice_is_logged_with_its_number_as_a_property(NoticeLevel level, LogLevel logged)
    {
        var lines = new Recording<LogEvent>();
        var listener = system.System.ActorOf(Props.Create(() => new Listener(lines)));
        system.System.EventStream.Subscribe(listener, typeof(LogEvent));
        var cause = new InvalidOperationException();
        var log = new BusLogging(system.System.EventStream, "notices", typeof(NoticeSpecs), system.System.Settings.LogFormatter);

        log.Write("job", new NoticeKind(10_000, "Said", level).With("It is {said}."), cause);

        await lines.UntilAny(l => l.LogSource == "notices" && l.LogLevel() == logged, "the line");
        var line = lines.Items.Last(l => l.LogSource == "notices");
        line.ToString().ShouldContain("job: It is {said}. [Said 10000]");
        line.Cause.ShouldBe(cause);
        line.TryGetProperties(out var properties).ShouldBeTrue();
        properties!["EventId"].ShouldBe(10_000);
        properties["EventName"].ShouldBe("Said");
        properties["Origin"].ShouldBe("job");
        properties["Text"].ShouldBe("It is {said}.");
    }

    [Fact]
    public async Task Event_of_a_job_has_the_number()
    {
        var name = StreamSystem.NewName();
        var job = await system.Run(Visits.Job(name, new LogSource<Visit>(), new ScriptedSink<string>()), Support.Settings.OnDemand);
        await system.Told(name, "The job is running.");

        system.Events.Items.Where(e => e.Job == name).Select(e => e.Id).ShouldBe([JobNotices.AttemptBegins.Id, JobNotices.JobRuns.Id]);
        await job.CancelAsync();
    }

    private sealed class Listener(Recording<LogEvent> lines) : UntypedActor
    {
        protected override void OnReceive(object message) => lines.Add((LogEvent)message);
    }
}
