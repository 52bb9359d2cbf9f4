using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Configuration;
using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Actors.Specs.Support;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Time;
using Settings = AkkaStreamProc.Actors.Specs.Support.Settings;

namespace AkkaStreamProc.Actors.Specs.Running;

/// <summary>The life of a job where actors, nodes and processes take part; what <see cref="JobRun"/> decides alone is in <c>LifeCycleTableSpecs</c>.</summary>
public sealed class LifeCycleSpecs(StreamSystem system) : IClassFixture<StreamSystem>
{
    private readonly string _name = StreamSystem.NewName();
    private readonly LogSource<int> _source = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Refused_submission_leaves_the_running_job_its_program_across_restarts(bool hasSameShape)
    {
        var (mine, other) = (new ScriptedSink<int>(), new ScriptedSink<int>());
        var fault = new Fault(atRecord: 4);
        var job = await system.Run(Numbers(mine, i => fault.Pass(i)), Settings.Constantly);
        _source.Append(0, 1, 2, 3);
        await mine.UntilCommitted(3);

        var refusal = await Should.ThrowAsync<JobFailedException>(() => system.Run(Numbers(other, i => i * 1000, hasMore: !hasSameShape), Settings.Constantly));
        _source.Append(0, 4);
        await system.Told(_name, "Attempt 2 continues");
        _source.Append(0, 5);
        await mine.UntilCommitted(5);

        refusal.Message.ShouldContain("is already running (Running)");
        mine.CommittedRecords.Order().ShouldBe([1, 2, 3, 4, 5]);
        other.Openings.Items.ShouldBeEmpty();
        await job.CancelAsync().Within("the cancellation");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Submission_begins_only_when_the_subtasks_of_a_cancelled_attempt_or_of_a_lost_supervisor_have_closed(bool isSupervisorLost)
    {
        var own = StreamSystem.With("akka-stream-proc.submit-timeout = 2s");
        try
        {
            var sink = new HeldSink<int>();
            var first = await own.Run(Numbers(sink), Settings.OnDemand);
            _source.Append(0, 1);
            await sink.Steps.UntilAny(s => s == "called", "the call");

            // A supervisor that is ending takes no submission; the next one gets it.
            var ended = isSupervisorLost ? own.StopSupervisor(_name) : first.CancelAsync();
            await sink.Steps.UntilAny(s => s == "disposed", "the end of the first attempt");
            var refusal = await Should.ThrowAsync<JobFailedException>(() => own.Run(Numbers(sink), Settings.OnDemand));
            var again = own.Run(Numbers(sink), Settings.OnDemand);
            sink.Release();
            var second = await again;
            await sink.Steps.Until(s => s.Count(step => step == "opened") == 2, "the second attempt");

            refusal.Message.ShouldContain("waits for numbers[0]");
            sink.Steps.Items.Take(6).ShouldBe(["opened", "called", "disposed", "released", "closed", "opened"]);
            await ended.Within("the first end");
            await second.CancelAsync().Within("the second end");
        }
        finally
        {
            await own.DisposeAsync();
        }
    }

    [Fact]
    public async Task Subtask_whose_shard_is_handed_off_lives_until_its_connectors_have_closed()
    {
        var own = new StreamSystem();
        try
        {
            var sink = new HeldSink<int>();
            await own.Run(Numbers(sink), Settings.OnDemand);
            _source.Append(0, 1);
            await sink.Steps.UntilAny(s => s == "called", "the call");
            var subtasks = await LiveActors.OfJob(own.System, _name);

            ClusterSharding.Get(own.System).ShardRegion("akka-stream-proc-subtasks").Tell(GracefulShutdown.Instance);
            await sink.Steps.UntilAny(s => s == "disposed", "the hand-off");
            var identity = await LiveActors.Subtask(own.System, subtasks.ShouldHaveSingleItem())
                .Ask<ActorIdentity>(new Identify(1)).Within("the answer of the subtask");
            sink.Release();
            await sink.Steps.UntilAny(s => s == "closed", "the end of the subtask");

            identity.Subject.ShouldNotBeNull("its call has not returned");
            sink.Steps.Items.ShouldBe(["opened", "called", "disposed", "released", "closed"]);
        }
        finally
        {
            await own.DisposeAsync();
        }
    }

    [Fact]
    public async Task Handle_of_an_ended_submission_tells_its_end_and_does_nothing_to_the_next()
    {
        var sink = new ScriptedSink<int>();
        var first = await system.Run(Numbers(sink), Settings.OnDemand);
        await system.Told(_name, "is running");
        await first.CancelAsync().Within("the first end");
        var second = await system.Run(Numbers(sink), Settings.OnDemand);
        await system.Told(_name, "Attempt 2");

        var (cancelled, stopped, status) = (await first.CancelAsync().Within("a cancellation"), await first.StopWithSavepointAsync().Within("a stop"), await first.GetStatusAsync().Within("a status"));
        var refused = await Should.ThrowAsync<JobFailedException>(() => first.TriggerSavepointAsync().Within("a savepoint"));

        new[] { cancelled, stopped, status }.ShouldAllBe(s => s.State == JobState.Cancelled && s.Attempt == 1);
        refused.Message.ShouldContain("ended as Cancelled");
        (await second.GetStatusAsync().Within("the status")).State.ShouldBeOneOf(JobState.Starting, JobState.Running);
        (await second.StopWithSavepointAsync().Within("the second end")).State.ShouldBe(JobState.Stopped);
    }

    [Fact]
    public async Task Submission_whose_first_event_cannot_be_written_is_refused_at_once_with_the_reason()
    {
        system.StoreOf(_name).BeforeJournal = _ => throw new IOException("The disk is full.");

        var refusal = await Should.ThrowAsync<JobFailedException>(() => system.Run(Numbers(new ScriptedSink<int>()), Settings.OnDemand));

        refusal.Message.ShouldContain("The disk is full.");
    }

    [Fact]
    public async Task Submission_whose_journal_cannot_be_read_is_refused_at_once_with_the_reason()
    {
        system.StoreOf(_name).BeforeReplay = () => throw new IOException("The disk is gone.");

        var refusal = await Should.ThrowAsync<JobFailedException>(() => system.Run(Numbers(new ScriptedSink<int>()), Settings.OnDemand));

        refusal.Message.ShouldContain("The disk is gone.");
    }

    [Fact]
    public async Task Job_whose_name_differs_in_case_only_is_refused()
    {
        var job = await system.Run(Numbers(new ScriptedSink<int>()), Settings.OnDemand);

        var other = new JobBuilder(_name.ToUpperInvariant());
        other.FromSource(_source, WatermarkStrategy<int>.None()).SinkTo(new ScriptedSink<int>());
        var refusal = await Should.ThrowAsync<JobFailedException>(() => system.Run(other.Build(), Settings.OnDemand));

        refusal.Message.ShouldContain("in upper and lower case only");
        await job.CancelAsync().Within("the end");
    }

    [Fact]
    public async Task Settings_of_an_application_for_its_own_entities_do_not_reach_subtasks()
    {
        using var application = ActorSystem.Create("application", ConfigurationFactory.ParseString(
            """
            akka.loglevel = OFF
            akka.stdout-loglevel = OFF
            akka.cluster.sharding {
              passivate-idle-entity-after = 5s
              remember-entities = on
              state-store-mode = persistence
            }
            """).WithFallback(StreamProcessingConfig.Defaults));

        var sharding = StreamProcessingSettings.Of(application).Sharding;

        sharding.PassivateIdleEntityAfter.ShouldBe(TimeSpan.Zero);
        sharding.RememberEntities.ShouldBeFalse();
        sharding.StateStoreMode.ShouldBe(StateStoreMode.DData);
        ClusterShardingSettings.Create(application).PassivateIdleEntityAfter.ShouldBe(TimeSpan.FromSeconds(5));
        await application.Terminate();
    }

    private JobGraph Numbers(ISink<int> sink, Func<int, int>? map = null, bool hasMore = false)
    {
        var job = new JobBuilder(_name);
        var numbers = job.FromSource(_source, WatermarkStrategy<int>.None(), "numbers").Map(map ?? (static i => i), "scale");
        (hasMore ? numbers.Filter(static i => i > 0, "positive") : numbers).SinkTo(sink, "out");
        return job.Build();
    }
}
