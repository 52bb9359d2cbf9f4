using Akka.Actor;
using Akka.Hosting;
using AkkaStreamProc.Actors;
using AkkaStreamProc.Actors.Hosting;
using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Connectors.Akka;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Time;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using static AkkaStreamProc.Connectors.Akka.ActorSinkProtocol;

namespace AkkaStreamProc.Akka.Specs;

public sealed class HostingSpecs : IDisposable
{
    private static readonly JobSettings NoCheckpoints = new() { CheckpointInterval = TimeSpan.FromHours(1) };

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("akka-specs-");

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _data.Delete(recursive: true);
    }

    [Fact]
    public async Task Job_stops_with_a_savepoint_when_the_host_stops_and_continues_when_it_starts_again()
    {
        (await RunAsync([1, 2, 3])).ShouldBe((null, 3));

        var (restoredFrom, count) = await RunAsync([4, 5]);

        restoredFrom.ShouldNotBeNull();
        count.ShouldBe(5);
    }

    [Fact]
    public async Task Job_begins_anew_where_the_savepoint_at_shutdown_is_turned_off()
    {
        await RunAsync([1, 2, 3], stopsWithSavepoint: false);

        (await RunAsync([4, 5], stopsWithSavepoint: false)).ShouldBe((null, 2));
    }

    [Fact]
    public async Task Job_that_cannot_be_declared_leaves_the_others_running()
    {
        using var host = Host(options =>
        {
            options.AddJob(_ => throw new StreamProcessingException("no such topic"));
            options.AddJob(system => CountingJob(system, system.DeadLetters), NoCheckpoints);
        });
        await host.StartAsync().InTime("the started host");
        var jobs = StreamJobs.For(host.Services.GetRequiredService<ActorSystem>());

        (await jobs.GetAsync("counting").InTime("the handle")).Name.ShouldBe("counting");
        (await Should.ThrowAsync<StreamProcessingException>(jobs.GetAsync("missing").InTime("the refusal"))).Message.ShouldContain("It has: counting");

        await host.StopAsync().InTime("the stopped host");
    }

    [Fact]
    public async Task Job_that_is_only_registered_is_not_submitted()
    {
        using var host = Host(options => options.RegisterJob(system => CountingJob(system, system.DeadLetters)));
        await host.StartAsync().InTime("the started host");
        var system = host.Services.GetRequiredService<ActorSystem>();

        await Should.ThrowAsync<StreamProcessingException>(StreamJobs.For(system).GetAsync("counting").InTime("the refusal"));

        await host.StopAsync().InTime("the stopped host");
    }

    [Fact]
    public async Task Job_that_is_not_accepted_says_why()
    {
        await RunAsync([1]);
        using var host = Host(options => options.AddJob(system =>
        {
            var job = new JobBuilder("counting");
            job.FromSource(new ActorSource<string>(system, "texts"), WatermarkStrategy<string>.None(), "texts")
                .SinkTo(new ActorSink<string>(system, "texts", system.DeadLetters));
            return job.Build();
        }));
        await host.StartAsync().InTime("the started host");

        var refusal = await Should.ThrowAsync<JobFailedException>(
            StreamJobs.For(host.Services.GetRequiredService<ActorSystem>()).GetAsync("counting").InTime("the refusal"));

        refusal.Message.ShouldContain("is not the one the store has checkpoints of");
        await host.StopAsync().InTime("the stopped host");
    }

    [Fact]
    public async Task Options_become_settings_and_the_application_overrides_only_defaults()
    {
        using var host = new HostBuilder()
            .ConfigureServices(services => services.AddAkka("streams", builder => builder
                .AddHocon("akka-stream-proc.master-name = mine, akka-stream-proc.role = theirs", HoconAddMode.Prepend)
                .WithStreamProcessing(options =>
                {
                    options.DataDirectory = _data.FullName;
                    options.JoinSelf = false;
                    options.Role = "workers";
                    options.SubmitTimeout = TimeSpan.FromSeconds(7);
                    options.StopTimeout = TimeSpan.FromSeconds(90);
                })))
            .Build();
        await host.StartAsync().InTime("the started host");
        var config = host.Services.GetRequiredService<ActorSystem>().Settings.Config;

        config.GetString("akka-stream-proc.master-name").ShouldBe("mine");
        config.GetBoolean("akka-stream-proc.join-self").ShouldBeFalse();
        config.GetString("akka-stream-proc.role").ShouldBe("workers");
        config.GetTimeSpan("akka-stream-proc.submit-timeout").ShouldBe(TimeSpan.FromSeconds(7));
        config.GetTimeSpan("akka-stream-proc.shutdown.stop-timeout").ShouldBe(TimeSpan.FromSeconds(90));
        config.GetTimeSpan("akka.coordinated-shutdown.phases.before-cluster-shutdown.timeout").ShouldBe(TimeSpan.FromSeconds(100), "longer than what it waits for");
        config.GetString("akka.persistence.journal.plugin").ShouldBe("akka.persistence.journal.sql");

        await host.StopAsync().InTime("the stopped host");
    }

    /// <summary>Runs the host for some records; tells what the job continued from and the last count.</summary>
    private async Task<(long? RestoredFrom, long Count)> RunAsync(int[] records, bool stopsWithSavepoint = true)
    {
        var counts = new CountingTarget.Observation(records.Length);
        using var host = Host(options =>
        {
            options.StopsWithSavepoint = stopsWithSavepoint;
            options.AddJob(system => CountingJob(system, system.ActorOf(Props.Create(() => new CountingTarget(counts)))), NoCheckpoints);
        });
        await host.StartAsync().InTime("the started host");
        var system = host.Services.GetRequiredService<ActorSystem>();
        var handle = await StreamJobs.For(system).GetAsync("counting").InTime("the handle");
        var numbers = new ActorSource<int>(system, "numbers");
        foreach (var record in records)
        {
            await numbers.OfferAsync(record).InTime("the acknowledgement");
        }

        var last = await counts.Last.Task.InTime("the last count");
        await host.StopAsync().InTime("the stopped host");
        return (handle.RestoredFrom, last);
    }

    private IHost Host(Action<StreamProcessingOptions> configure) => new HostBuilder()
        .ConfigureServices(services => services.AddAkka("streams", builder => builder.WithStreamProcessing(options =>
        {
            options.DataDirectory = _data.FullName;
            configure(options);
        })))
        .Build();

    private static JobGraph CountingJob(ActorSystem system, IActorRef target)
    {
        var job = new JobBuilder("counting");
        job.FromSource(new ActorSource<int>(system, "numbers"), WatermarkStrategy<int>.None(), "numbers")
            .KeyBy(i => 0)
            .Process(() => new RunningCount(), "count")
            .SinkTo(new ActorSink<long>(system, "counts", target));
        return job.Build();
    }

    private sealed class CountingTarget : ReceiveActor
    {
        public CountingTarget(Observation observation)
        {
            var seen = 0;
            Receive<Deliver<long>>(message =>
            {
                seen += message.Records.Count;
                Sender.Tell(message.Acknowledgement);
                if (seen == observation.Expected)
                {
                    observation.Last.SetResult(message.Records[^1]);
                }
            });
        }

        public sealed record Observation(int Expected)
        {
            public TaskCompletionSource<long> Last { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
