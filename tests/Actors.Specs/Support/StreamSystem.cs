using Akka.Actor;
using Akka.Configuration;
using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Operators.Plans;

namespace AkkaStreamProc.Actors.Specs.Support;

/// <summary>A node of its own with stores in memory, for the specs of one class; every spec names its job anew.</summary>
public class StreamSystem : IAsyncLifetime
{
    private static readonly Config Quiet = ConfigurationFactory.ParseString(
        """
        akka {
          loglevel = OFF
          stdout-loglevel = OFF
          # Specs end like a process that is killed: nothing is handed over, which is also the fastest.
          coordinated-shutdown.run-by-actor-system-terminate = off
        }
        """);

    private static readonly Config InMemory = ConfigurationFactory.ParseString(
        """
        akka.persistence {
          journal {
            plugin = spec-journal
          }
          snapshot-store {
            plugin = spec-snapshots
          }
        }
        spec-journal {
          class = "AkkaStreamProc.Actors.Specs.Support.HookedJournal, AkkaStreamProc.Actors.Specs"
          plugin-dispatcher = "akka.actor.default-dispatcher"
          # A store that fails as one spec asks must not be taken for broken by the next.
          circuit-breaker.max-failures = 1000000
        }
        spec-snapshots {
          class = "AkkaStreamProc.Actors.Specs.Support.HookedSnapshotStore, AkkaStreamProc.Actors.Specs"
          plugin-dispatcher = "akka.actor.default-dispatcher"
          # A store that fails as one spec asks must not be taken for broken by the next.
          circuit-breaker.max-failures = 1000000
        }
        """);

    private static int _names;

    public StreamSystem()
        : this(InMemory)
    {
    }

    /// <summary>A node with stores in memory and settings of its own.</summary>
    protected StreamSystem(string settings)
        : this(ConfigurationFactory.ParseString(settings).WithFallback(InMemory))
    {
    }

    private StreamSystem(Config store)
    {
        System = ActorSystem.Create("specs", Quiet.WithFallback(store).WithFallback(StreamProcessingConfig.Defaults));
        Events = new Recording<JobEvent>();
        var listener = System.ActorOf(Props.Create(() => new Listener(Events)));
        System.EventStream.Subscribe(listener, typeof(JobEvent));
        Processing = StreamProcessing.For(System);
    }

    /// <summary>A node with stores in memory and settings of its own.</summary>
    public static StreamSystem With(string settings) => new(ConfigurationFactory.ParseString(settings).WithFallback(InMemory));

    public ActorSystem System { get; }

    public StreamProcessing Processing { get; }

    /// <summary>What the jobs of the system have told.</summary>
    public Recording<JobEvent> Events { get; }

    /// <summary>A node over a SQLite file; the directory outlives it.</summary>
    public static StreamSystem OverSqlite(string directory, Config? settings = null) =>
        new((settings ?? Config.Empty).WithFallback(StreamProcessingConfig.SqliteIn(directory)));

    /// <summary>A job name nobody else uses.</summary>
    public static string NewName() => $"job-{Interlocked.Increment(ref _names)}";

    public async Task<JobHandle> Run(JobGraph graph, JobSettings settings)
    {
        try
        {
            return await Processing.SubmitAsync(graph, settings).Within($"the acceptance of {graph.Name}");
        }
        catch (TimeoutException e)
        {
            var told = Events.Items.Where(told => told.Job == graph.Name).Select(told => $"{told.Time:mm:ss.fff} {told.Message}");
            throw new TimeoutException($"{e.Message} The job told:{Environment.NewLine}{string.Join(Environment.NewLine, told.TakeLast(20))}", e);
        }
    }

    internal JobStore StoreOf(string job) => System.WithExtension<StoreHooks, StoreHooksProvider>().Of(job);

    /// <summary>Completes when a job has told something with this text in it.</summary>
    public Task Told(string job, string text) =>
        Events.UntilAny(e => e.Job == job && e.Message.Contains(text, StringComparison.Ordinal), $"'{text}' of {job}");

    /// <summary>Ends the supervisor of a job, as the loss of its node does; the next submission starts another.</summary>
    public async Task StopSupervisor(string job)
    {
        var supervisor = await System.ActorSelection($"/user/akka-stream-proc-master/singleton/{job}")
            .ResolveOne(TimeSpan.FromSeconds(10)).Within("the supervisor");
        (await supervisor.GracefulStop(TimeSpan.FromSeconds(10)).Within("the end of the supervisor")).ShouldBeTrue();
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await System.Terminate().Within("the end of the actor system");

    private sealed class Listener(Recording<JobEvent> events) : UntypedActor
    {
        protected override void OnReceive(object message) => events.Add((JobEvent)message);
    }
}
