using Akka.Actor;
using Akka.Configuration;
using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Actors.Specs.Support;

namespace AkkaStreamProc.Actors.Specs.Jobs;

/// <summary>The master and supervisors that are played.</summary>
public sealed class JobMasterSpecs : IAsyncLifetime
{
    private readonly ActorSystem _system = ActorSystem.Create("master", ConfigurationFactory.ParseString("akka.loglevel = OFF, akka.stdout-loglevel = OFF"));
    private readonly Recording<IActorRef> _supervisors = new();
    private readonly ManualResetEventSlim _busy = new();
    private readonly ManualResetEventSlim _free = new();
    private readonly IActorRef _master;

    public JobMasterSpecs() => _master = _system.ActorOf(Props.Create(() => new JobMaster(job => SupervisorOf(job))));

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        _free.Set();
        await _system.Terminate().Within("the end of the actor system");
    }

    [Fact]
    public async Task Submission_that_comes_before_the_end_of_the_last_supervisor_is_told_is_answered_by_the_next()
    {
        var first = await Submit("job").Within("the first answer");

        // While the master is busy its supervisor ends and a submission comes. Then it learns of the child's end, which
        // frees the name, before the submission, and is told of the end behind it.
        var busy = Submit("busy");
        _busy.Wait(TimeSpan.FromSeconds(20)).ShouldBeTrue();
        (await _supervisors.Items[first - 1].GracefulStop(TimeSpan.FromSeconds(20)).Within("the end of the first supervisor")).ShouldBeTrue();
        var second = Submit("job");
        _free.Set();

        await busy.Within("the answer of the other job");
        var next = await second.Within("the second answer");
        next.ShouldNotBe(first);
        // The master is the one it was, and so is the supervisor.
        (await Submit("job").Within("the third answer")).ShouldBe(next);
        _supervisors.Items.Count.ShouldBe(3);
    }

    private Task<int> Submit(string job) =>
        _master.Ask<int>(new JobProtocol.Submit(job, "plan", "fingerprint", new JobSettings(), DateTimeOffset.MaxValue), Timeout.InfiniteTimeSpan);

    private Props SupervisorOf(string job)
    {
        if (job == "busy")
        {
            _busy.Set();
            _free.Wait();
        }

        return Props.Create(() => new PlayedSupervisor(_supervisors));
    }

    /// <summary>Answers a submission with its number among all supervisors.</summary>
    private sealed class PlayedSupervisor : UntypedActor
    {
        private readonly int _number;

        public PlayedSupervisor(Recording<IActorRef> supervisors)
        {
            supervisors.Add(Self);
            _number = supervisors.Items.Count;
        }

        protected override void OnReceive(object message)
        {
            Sender.Tell(_number);
            Context.Parent.Tell(new JobProtocol.Answered(Sender));
        }
    }
}
