using Akka.Actor;
using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Actors.Queries;
using AkkaStreamProc.Actors.Specs.Support;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Actors.Specs.Queries;

/// <summary>The desk alone, told by hand what its job does.</summary>
public class StateDeskSpecs(StreamSystem system) : IClassFixture<StreamSystem>
{
    private readonly string _name = StreamSystem.NewName();

    [Fact]
    public async Task Question_whose_key_fails_is_refused_and_no_other_is_lost()
    {
        var job = new JobBuilder(_name);
        job.FromSource(new LogSource<string>(), WatermarkStrategy<string>.None())
            .KeyBy(text => new Email(text)).Reduce((a, b) => a + b, "mails").SinkTo(new ScriptedSink<string>(), "out");
        var desk = Begin(job.Build());
        var waiting = Refusal(desk, new GetState<Email>("mails", "reduced", new Email("a@b")));

        var failed = await Refusal(desk, new GetState<Email>("mails", "reduced", new Email(null!))).Within("the refusal");
        desk.Tell(new StateDesk.Entered(JobState.Cancelled));

        failed.Message.ShouldContain("its key fails with NullReferenceException");
        (await waiting.Within("the other answer")).Message.ShouldContain("it is Cancelled");
    }

    [Fact]
    public async Task Question_that_is_asked_again_takes_the_place_of_the_first()
    {
        var desk = Begin(Job("keep"));
        var question = new GetState<int>("keep", "reduced", 1);
        var first = Refusal(desk, question);
        var second = Refusal(desk, question);

        (await first.Within("the first answer")).IsTransient.ShouldBeTrue();
        desk.Tell(new StateDesk.Entered(JobState.Cancelled));

        (await second.Within("the second answer")).Message.ShouldContain("it is Cancelled");
    }

    [Fact]
    public async Task Question_of_one_submission_is_not_answered_by_the_next()
    {
        var desk = Begin(Job("keep"));
        // The next submission is announced before its graph is there.
        desk.Tell(new StateDesk.Entered(JobState.Finished));
        desk.Tell(new StateDesk.Entered(JobState.Starting));
        var ofHandle = Refusal(desk, new GetState<int>("keep", "reduced", 1) { Submission = 1 });
        var stored = Refusal(desk, new GetState<int>("keep", "reduced", 1) { Submission = 1, Reading = StateReading.LastCheckpoint });
        var ofWhatIsGone = Refusal(desk, new GetState<int>("keep", "reduced", 1));
        var ofWhatStays = Refusal(desk, new GetState<int>("stays", "reduced", 1));

        desk.Tell(new StateDesk.Submitted(Job("other"), 2));

        (await ofHandle.Within("the answer to the handle")).Message.ShouldContain("another has followed");
        (await stored.Within("the stored answer")).Message.ShouldContain("no completed checkpoint yet");
        (await ofWhatIsGone.Within("the answer of what is gone")).Message.ShouldContain("no operator 'keep'");
        desk.Tell(new StateDesk.Entered(JobState.Cancelled));
        (await ofWhatStays.Within("the answer of what stays")).Message.ShouldContain("it is Cancelled");
    }

    private IActorRef Begin(JobGraph graph)
    {
        var states = new CheckpointStates(_name, null!, ActorRefs.Nobody, TimeProvider.System);
        var desk = system.System.ActorOf(Props.Create(() => new StateDesk(_name, states, TimeProvider.System)));
        desk.Tell(new StateDesk.Submitted(graph, 1));
        desk.Tell(new StateDesk.Entered(JobState.Starting));
        return desk;
    }

    private JobGraph Job(string operatorName)
    {
        var job = new JobBuilder(_name);
        var numbers = job.FromSource(new LogSource<int>(), WatermarkStrategy<int>.None()).KeyBy(i => i);
        numbers.Reduce((a, b) => a + b, operatorName).SinkTo(new ScriptedSink<int>(), "out");
        numbers.Reduce((a, b) => a + b, "stays").SinkTo(new ScriptedSink<int>(), "out too");
        return job.Build();
    }

    /// <summary>Why the question was refused.</summary>
    private static async Task<StreamProcessingException> Refusal(IActorRef desk, StateQuestion question) =>
        await Should.ThrowAsync<StreamProcessingException>(() => desk.Ask<object>(question, Timeout.InfiniteTimeSpan));

    private sealed record Email(string Address) : IStableHash
    {
        public ulong GetStableHash() => (ulong)Address.Length;
    }
}
