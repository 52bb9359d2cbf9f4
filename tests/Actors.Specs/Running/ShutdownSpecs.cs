using Akka.Actor;
using Akka.Configuration;
using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Actors.Specs.Support;
using Settings = AkkaStreamProc.Actors.Specs.Support.Settings;

namespace AkkaStreamProc.Actors.Specs.Running;

/// <summary>Actor systems that end, and two of them on one directory.</summary>
public sealed class ShutdownSpecs : IDisposable
{
    private readonly SqliteDirectory _directory = new();
    private readonly LogSource<Visit> _source = new LogSource<Visit>().Append(0, Visits.Make(100));
    private readonly ScriptedSink<string> _sink = new();
    private readonly string _name = StreamSystem.NewName();

    public void Dispose() => _directory.Dispose();

    /// <summary>A signal that ends the process runs the same coordinated shutdown.</summary>
    [Fact]
    public async Task Job_is_stopped_with_a_savepoint_when_its_actor_system_shuts_down()
    {
        var system = StreamSystem.OverSqlite(_directory.Path);
        var job = await system.Run(Visits.Job(_name, _source, _sink), Settings.OnDemand);
        await system.Told(_name, "is running");
        await _source.Fetches.Until(f => f.Sum(x => x.Count) == 100, "all records read");

        await CoordinatedShutdown.Get(system.System).Run(CoordinatedShutdown.ClrExitReason.Instance).Within("the shutdown");
        var end = await job.Completion.Within("the end");

        end.State.ShouldBe(JobState.Stopped);
        end.LastCheckpoint.ShouldNotBeNull().IsSavepoint.ShouldBeTrue();
        _sink.OpenWriters.ShouldBe(0);
        _source.End();
        var again = await _directory.OnNode(async next =>
        {
            var continued = await next.Run(Visits.Job(_name, _source, _sink), Settings.OnDemand);
            continued.RestoredFrom.ShouldBe(end.LastCheckpoint!.Id);
            return await continued.Completion.Within("the end");
        });
        again.State.ShouldBe(JobState.Finished);
        _sink.CommittedRecords.Order().ShouldBe(Visits.Expected(Visits.Make(100)));
    }

    [Fact]
    public async Task Job_that_cannot_be_stopped_in_time_is_cancelled_when_its_actor_system_shuts_down()
    {
        var system = StreamSystem.OverSqlite(_directory.Path, ConfigurationFactory.ParseString("akka-stream-proc.shutdown.stop-timeout = 100ms"));
        var job = await system.Run(Visits.Job(_name, _source, _sink), Settings.OnDemand);
        await system.Told(_name, "is running");
        _sink.Preparations.Close();

        await CoordinatedShutdown.Get(system.System).Run(CoordinatedShutdown.ClrExitReason.Instance).Within("the shutdown");

        (await job.Completion.Within("the end")).State.ShouldBe(JobState.Cancelled);
        _sink.OpenWriters.ShouldBe(0);
    }

    [Fact]
    public async Task Shutdown_beside_a_call_that_does_not_return_ends_and_completes_the_handle()
    {
        var settings = string.Join('\n', new[] { "cluster-leave", "cluster-exiting", "cluster-sharding-shutdown-region", "cluster-exiting-done", "cluster-shutdown", "actor-system-terminate" }
            .Select(phase => $"akka.coordinated-shutdown.phases.{phase}.timeout = 500ms"));
        var system = StreamSystem.OverSqlite(_directory.Path, ConfigurationFactory.ParseString(settings));
        using var release = new ManualResetEventSlim();
        var job = await system.Run(
            Visits.Job(
                _name,
                _source,
                _sink,
                through: visit =>
                {
                    release.Wait();
                    return visit;
                }),
            Settings.OnDemand with { BlockedAfter = TimeSpan.FromMilliseconds(100), AnswerTimeout = TimeSpan.FromMilliseconds(200) });
        await system.Told(_name, "A call of the operator 'map' has not returned for");

        await CoordinatedShutdown.Get(system.System).Run(CoordinatedShutdown.ClrExitReason.Instance).Within("the shutdown");
        var end = await job.Completion.Within("the end");

        end.State.ShouldBe(JobState.Failed);
        end.LastFailure!.ShouldContain("The actor system was shut down before the job had closed.");
        release.Set();
    }

    [Fact]
    public async Task Submission_to_a_system_that_has_terminated_is_refused_at_once()
    {
        var system = StreamSystem.OverSqlite(_directory.Path);
        await system.System.Terminate().Within("the end of the system");

        var refusal = await Should.ThrowAsync<JobFailedException>(() => system.Processing.SubmitAsync(Visits.Job(_name, _source, _sink)).Within("the refusal"));

        refusal.Message.ShouldContain("the actor system 'specs' has terminated");
    }

    [Fact]
    public async Task Handle_of_a_job_whose_system_was_terminated_answers_every_question()
    {
        var system = StreamSystem.OverSqlite(_directory.Path);
        var job = await system.Run(Visits.Job(_name, _source, _sink), Settings.OnDemand);
        await system.Told(_name, "is running");
        await system.System.Terminate().Within("the end of the system");

        (await job.Completion.Within("the end")).State.ShouldBe(JobState.Failed);
        (await job.GetStatusAsync().Within("the status")).State.ShouldBe(JobState.Failed);
        (await job.CancelAsync().Within("the cancellation")).State.ShouldBe(JobState.Failed);
        await Should.ThrowAsync<JobFailedException>(() => job.TriggerSavepointAsync().Within("the savepoint"));
    }

    [Fact]
    public async Task Second_actor_system_on_a_directory_is_refused_until_the_first_has_terminated()
    {
        var first = StreamSystem.OverSqlite(_directory.Path);

        using var other = ActorSystem.Create(
            "other",
            ConfigurationFactory.ParseString("akka { loglevel = OFF, stdout-loglevel = OFF }")
                .WithFallback(StreamProcessingConfig.SqliteIn(_directory.Path))
                .WithFallback(StreamProcessingConfig.Defaults));
        var refusal = Should.Throw<StreamProcessingException>(() => StreamProcessing.For(other));
        await other.Terminate().Within("the end of the second");
        await first.DisposeAsync();
        var second = StreamSystem.OverSqlite(_directory.Path);
        await second.DisposeAsync();

        refusal.Message.ShouldContain($"'{_directory.Path}' is in use by another actor system ('specs' of the process {Environment.ProcessId})");
    }

    /// <summary>As on a file system that forgets its locks, or in a database that has none.</summary>
    [Fact]
    public async Task Of_two_systems_on_one_store_that_no_lock_protects_the_loser_ends_and_says_that_another_uses_it()
    {
        var first = StreamSystem.OverSqlite(_directory.Path);
        var job = await first.Run(Visits.Job(_name, _source, _sink), Settings.OnDemand);
        await first.Told(_name, "is running");
        var savepoint = await job.TriggerSavepointAsync().Within("the savepoint");
        File.Delete(Path.Combine(_directory.Path, "streams.lock"));
        var second = StreamSystem.OverSqlite(_directory.Path);
        var successor = await second.Run(Visits.Job(_name, _source, _sink), Settings.OnDemand);
        await second.Told(_name, "is running");

        // The next thing the first writes is no longer the next in the journal.
        await Should.ThrowAsync<JobFailedException>(() => job.TriggerSavepointAsync().Within("the refusal of the savepoint"));
        var end = await job.Completion.Within("the end of the loser");

        end.State.ShouldBe(JobState.Failed);
        end.LastFailure.ShouldNotBeNull().ShouldContain($"Another process runs the job '{_name}' on the same store");
        end.LastCheckpoint.ShouldNotBeNull().Id.ShouldBeGreaterThanOrEqualTo(savepoint.Id);
        (await successor.StopWithSavepointAsync().Within("the stop of the successor")).State.ShouldBe(JobState.Stopped);
        await first.DisposeAsync();
        await second.DisposeAsync();
    }
}
