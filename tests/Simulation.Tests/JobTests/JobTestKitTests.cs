using AkkaStreamProc.Simulation.Tests.Times;
using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Simulation.Tests.JobTests;

/// <summary>What a test of a whole job can rely on.</summary>
public sealed class JobTestKitTests
{
    private static readonly DateTimeOffset Noon = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    public sealed record Visit(string User, DateTimeOffset At);

    public sealed record Count(string User, DateTimeOffset Start, long Visits);

    [Fact]
    public async Task Watermark_follows_every_record_so_a_window_fires_with_the_record_that_ends_it()
    {
        var (t, visits, counts) = Counting();
        using var kit = t;

        t.Source(visits).Send(At(0), At(59));
        await t.Sink(counts).ExpectNothing();
        t.Source(visits).Send(At(60));
        await t.Sink(counts).Expect(new Count("a", Noon, 2));
    }

    [Fact]
    public async Task Watermark_of_the_source_fires_without_a_record_and_never_goes_back()
    {
        var (t, visits, counts) = Counting();
        using var kit = t;

        t.Source(visits).Send(At(5)).AdvanceWatermark(Noon.AddSeconds(60)).AdvanceWatermark(Noon);
        await t.Sink(counts).Expect(new Count("a", Noon, 1));
        t.Source(visits).Send(At(6));
        await t.Sink(counts).ExpectNothing();
        t.ExplainTime()["counts"].Late.ShouldBe(1);
    }

    [Fact]
    public async Task Splits_have_event_times_of_their_own_and_one_can_come_later()
    {
        var (t, visits, counts) = Counting();
        using var kit = t;
        t.Source(visits).Split("p1").Send(At(10));
        t.Source(visits).Send(At(200));
        await t.Sink(counts).ExpectNothing();

        t.Source(visits).Split("p1").Send(At(100));
        await t.Sink(counts).Expect(new Count("a", Noon, 1));
        t.Source(visits).Split("p1").End();
        await t.Sink(counts).Expect(new Count("a", Noon.AddMinutes(1), 1));

        t.Source(visits).Split("p2").Send(At(400), At(401));
        t.Source(visits).Send(At(402));
        await t.Sink(counts).Expect(new Count("a", Noon.AddMinutes(3), 1));
    }

    [Fact]
    public async Task Clock_fires_what_waits_for_it_at_its_moment_and_stands_otherwise()
    {
        var job = new JobBuilder("clock");
        var visits = job.FromSource(new Endless<Visit>(), InOrder(), "visits");
        var beats = visits.KeyBy(v => v.User).Process(() => new Beat(), "beat").SinkTo(new Nowhere<DateTimeOffset>(), "out");
        using var t = new JobTestKit(job, new JobTestOptions { Start = Noon });

        t.Source(visits).Send(At(0));
        await t.Sink(beats).ExpectNothing();
        t.AdvanceClock(TimeSpan.FromSeconds(59));
        await t.Sink(beats).ExpectNothing();
        t.AdvanceClock(TimeSpan.FromMinutes(3));
        await t.Sink(beats).Expect(Noon.AddMinutes(1), Noon.AddMinutes(2), Noon.AddMinutes(3));
        t.Now.ShouldBe(Noon.AddSeconds(239));
    }

    [Fact]
    public async Task Crash_goes_on_from_the_last_checkpoint_in_as_many_subtasks_as_are_asked_for()
    {
        var (t, visits, counts) = Counting();
        using var kit = t;
        t.Source(visits).Send(At(0), At(1, "b"), At(61, "c"));
        await t.Sink(counts).ExpectInAnyOrder(new Count("a", Noon, 1), new Count("b", Noon, 1));
        t.Sink(counts).Committed.ShouldBeEmpty();
        var first = t.Checkpoint();
        t.Sink(counts).Committed.Count.ShouldBe(2);
        t.Source(visits).Send(At(62, "c"), At(125));
        t.Checkpoint().ShouldBeGreaterThan(first);
        t.Source(visits).Send(At(126));

        t.CrashAndRestore(parallelism: 3);

        t.Source(visits).Send(At(185));
        await t.Sink(counts).Expect(new Count("c", Noon.AddMinutes(1), 2), new Count("a", Noon.AddMinutes(2), 2));
        t.Status.Attempt.ShouldBe(2);
        t.Sink(counts).Output.Count.ShouldBe(4);
    }

    [Fact]
    public async Task Crash_without_a_checkpoint_begins_anew_and_shows_every_result_once()
    {
        var (t, visits, counts) = Counting();
        using var kit = t;
        var seen = new List<Count>();
        t.Sink(counts).ForEach(seen.Add);
        t.Source(visits).Send(At(0), At(61));
        t.CrashAndRestore();
        t.Source(visits).Send(At(121));

        await t.Sink(counts).Expect(new Count("a", Noon, 1), new Count("a", Noon.AddMinutes(1), 1));
        seen.Count.ShouldBe(3, "one of them is written again");
    }

    [Fact]
    public async Task Crash_goes_on_in_as_many_subtasks_as_there_were_before_it()
    {
        var job = new JobBuilder("subtasks");
        var visits = job.FromSource(new Endless<Visit>(), InOrder(), "visits");
        var subtasks = visits.KeyBy(v => v.User).Process(() => new Subtasks(), "subtasks").SinkTo(new Nowhere<int>(), "out");
        using var t = new JobTestKit(job);
        t.Source(visits).Send(At(0));
        await t.Sink(subtasks).Expect(1);

        t.CrashAndRestore(parallelism: 3);
        t.CrashAndRestore();
        t.Source(visits).Send(At(1));

        t.Sink(subtasks).Output.ShouldBe([3, 3]);
    }

    [Fact]
    public async Task What_was_looked_at_before_a_crash_is_not_new_behind_it_and_what_was_not_is()
    {
        var job = new JobBuilder("looks") { Parallelism = 3 };
        var visits = job.FromSource(new Endless<Visit>(), InOrder(), "visits");
        var users = visits.KeyBy(v => v.User).Process(() => new Users(), "users").SinkTo(new Nowhere<string>(), "out");
        using var t = new JobTestKit(job);
        string[] early = [.. Enumerable.Range(0, 20).Select(i => $"early {i}")];
        string[] looked = [.. Enumerable.Range(0, 20).Select(i => $"looked at {i}"), "twice"];
        string[] fresh = [.. Enumerable.Range(0, 20).Select(i => $"new {i}"), "twice"];
        t.Source(visits).Send([.. early.Select(user => At(0, user))]);
        t.Checkpoint();
        t.Source(visits).Send([.. looked.Select(user => At(1, user))]);
        await t.Sink(users).ExpectInAnyOrder([.. early, .. looked]);
        t.Source(visits).Send([.. fresh.Select(user => At(2, user))]);

        t.CrashAndRestore(parallelism: 2);
        await t.Sink(users).ExpectInAnyOrder(fresh);
        t.CrashAndRestore();
        await t.Sink(users).ExpectNothing();

        t.Sink(users).Output.ShouldBe([.. early, .. looked, .. fresh], ignoreOrder: true);
    }

    [Fact]
    public async Task Job_that_has_failed_goes_on_behind_a_crash()
    {
        var job = new JobBuilder("failing");
        var visits = job.FromSource(new Endless<Visit>(), InOrder(), "visits");
        var fails = true;
        var users = visits.Map(v => fails && v.User == "bad" ? throw new InvalidOperationException("too bad") : v.User).SinkTo(new Nowhere<string>(), "out");
        using var t = new JobTestKit(job);
        Should.Throw<JobTestException>(() => t.Source(visits).Send(At(0), At(1, "bad")));
        Should.Throw<JobTestException>(() => t.Checkpoint()).Message.ShouldContain("too bad", Case.Sensitive, "it stays failed until then");

        fails = false;
        t.CrashAndRestore();

        await t.Sink(users).Expect("a", "bad");
    }

    [Fact]
    public async Task End_ends_sources_without_end_and_commits_everything()
    {
        var (t, visits, counts) = Counting();
        using var kit = t;
        t.Source(visits).Send(At(0));

        var end = await t.End();

        end.State.ShouldBe(JobState.Finished);
        t.Sink(counts).Committed.ShouldBe([new Count("a", Noon, 1)]);
        Should.Throw<InvalidOperationException>(() => t.Source(visits).Send(At(1))).Message.ShouldContain("has ended");
    }

    [Fact]
    public void Exception_of_the_job_comes_out_of_the_call_that_led_to_it()
    {
        var job = new JobBuilder("failing");
        var visits = job.FromSource(new Endless<Visit>(), InOrder(), "visits");
        visits.Map(v => v.User.Length > 1 ? throw new InvalidOperationException("too long") : v).SinkTo(new Nowhere<Visit>(), "out");
        using var t = new JobTestKit(job);
        t.Source(visits).Send(At(0));

        var failure = Should.Throw<JobTestException>(() => t.Source(visits).Send(At(1, "ab")));

        failure.Message.ShouldContain("too long");
        failure.InnerException.ShouldNotBeNull();
    }

    [Fact]
    public async Task Asynchronous_calls_may_be_answered_in_any_thread_and_expectations_wait_for_them()
    {
        var job = new JobBuilder("async");
        var visits = job.FromSource(new Endless<Visit>(), InOrder(), "visits");
        var answers = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var out1 = visits.MapAsync(async (v, _) => v.User + await answers.Task, new AsyncOptions { Timeout = Timeout.InfiniteTimeSpan }, name: "ask").SinkTo(new Nowhere<string>(), "out");
        using var t = new JobTestKit(job);
        t.Source(visits).Send(At(0), At(1, "b"));
        t.Sink(out1).Take().ShouldBeEmpty();

        var expected = t.Sink(out1).Expect("a!", "b!");
        expected.IsCompleted.ShouldBeFalse();
        new Thread(() => answers.SetResult("!")).Start();
        await expected;
    }

    [Fact]
    public async Task Rows_may_be_answered_in_any_thread_and_are_kept_by_the_clock_of_the_test()
    {
        var job = new JobBuilder("rows");
        var visits = job.FromSource(new Endless<Visit>(), InOrder(), "visits");
        var asked = new List<string>();
        var out1 = visits.Lookup(
            v => v.User,
            async (users, _) =>
            {
                asked.AddRange(users);
                await Task.Yield();
                return (IReadOnlyDictionary<string, string>)users.ToDictionary(user => user, user => user.ToUpperInvariant());
            },
            (v, row) => $"{v.User}{row}",
            new LookupOptions { Timeout = Timeout.InfiniteTimeSpan, Cache = new LookupCache { ExpireAfterWrite = TimeSpan.FromMinutes(1) } },
            "users").SinkTo(new Nowhere<string>(), "out");
        using var t = new JobTestKit(job);

        t.Source(visits).Send(At(0), At(1, "b"), At(2));
        await t.Sink(out1).Expect("aA", "bB", "aA");
        t.Source(visits).Send(At(3));
        await t.Sink(out1).Expect("aA");
        asked.ShouldBe(["a", "b"]);

        t.AdvanceClock(TimeSpan.FromMinutes(1));
        t.Source(visits).Send(At(4));
        await t.Sink(out1).Expect("aA");
        asked.ShouldBe(["a", "b", "a"]);
    }

    [Fact]
    public async Task Expectation_that_does_not_come_true_says_what_came_and_why_nothing_more()
    {
        var (t, visits, counts) = Counting();
        using var kit = t;
        t.Source(visits).Send(At(0), At(20));

        var missing = await Should.ThrowAsync<JobTestException>(() => t.Sink(counts).Expect(new Count("a", Noon, 2)));

        missing.Message.ShouldStartWith("The sink 'out' was expected to have [Count { User = a, Start = 06/01/2026 12:00:00 +00:00, Visits = 2 }], and has nothing.");
        missing.Message.ShouldContain("Its next window ends at 2026-06-01T12:01:00.000Z; event time is 2026-06-01T12:00:19.999Z, 40 s before.");
        t.Source(visits).Send(At(61), At(121));
        (await Should.ThrowAsync<JobTestException>(() => t.Sink(counts).Expect(new Count("a", Noon, 2)))).Message.ShouldNotContain("Its next window");
    }

    [Fact]
    public void Name_that_the_job_has_not_and_type_that_is_another_are_refused_with_those_there_are()
    {
        var (t, visits, _) = Counting();
        using var kit = t;

        Should.Throw<StreamProcessingException>(() => t.Source<Visit>("visit")).Message.ShouldBe("The job 'counting' has no source 'visit' for a test; it has 'visits'.");
        Should.Throw<StreamProcessingException>(() => t.Sink<Visit>("out")).Message.ShouldStartWith("The sink 'out' of the job 'counting' is not of ");
        Should.Throw<StreamProcessingException>(() => t.Source(visits.Filter(v => true))).Message.ShouldContain("has no source");
    }

    [Fact]
    public async Task Kept_source_is_read_as_it_is()
    {
        var job = new JobBuilder("kept");
        job.FromSource(new CollectionSource<Visit>([[At(0), At(1)]]), InOrder(), "visits")
            .Map(v => v.At).SinkTo(new Nowhere<DateTimeOffset>(), "out");
        using var t = new JobTestKit(job, new JobTestOptions { Kept = ["visits"] });

        (await t.End()).State.ShouldBe(JobState.Finished);
        t.Sink<DateTimeOffset>("out").Output.ShouldBe([Noon, Noon.AddSeconds(1)]);
    }

    [Fact]
    public void Name_to_keep_that_the_job_has_not_is_refused_with_those_there_are()
    {
        var (job, _, _) = Declare();

        Should.Throw<StreamProcessingException>(() => new JobTestKit(job, new JobTestOptions { Kept = ["visit"] })).Message
            .ShouldBe("The job 'counting' has no source and no sink 'visit' to keep as it is; it has 'out', 'visits'.");
    }

    [Fact]
    public async Task Timestamps_of_the_source_count_where_the_strategy_takes_none_from_the_record()
    {
        var job = new JobBuilder("timestamps");
        var words = job.FromSource(new Endless<string>(), WatermarkStrategy<string>.Monotonous(), "words");
        var counts = words.KeyBy(w => w).Window(TumblingWindows.OfEventTime(Minute)).Count("counts").Map(r => r.Value).SinkTo(new Nowhere<long>(), "out");
        using var t = new JobTestKit(job);

        t.Source(words).SendAt(Noon, "a").SendAt(Noon.AddSeconds(1), "a").SendAt(Noon.AddSeconds(61), "b");
        await t.Sink(counts).Expect(2);
    }

    /// <summary>Whatever the order of subtasks, wherever it crashes, at whatever parallelism it goes on: the results are those of an undisturbed run.</summary>
    [Fact]
    public void Any_history_of_a_test_has_the_results_of_an_undisturbed_one()
    {
        var crashes = 0;
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            var sent = Enumerable.Range(0, 40).Select(i => (Split: random.Next(3), Visit: At((i * 10) + random.Next(25), $"u{random.Next(4)}"))).ToList();
            var expected = Results(sent, seed: 0, _ => { });

            var disturbed = Results(sent, seed, t =>
            {
                switch (random.Next(10))
                {
                    case 0:
                        t.Checkpoint();
                        break;
                    case 1:
                        crashes++;
                        t.CrashAndRestore(random.Next(1, 5));
                        break;
                }
            });

            disturbed.ShouldBe(expected, ignoreOrder: true, $"seed {seed}");
            expected.Count.ShouldBeGreaterThan(3);
        }

        crashes.ShouldBeGreaterThan(150);
    }

    private static List<Count> Results(List<(int Split, Visit Visit)> sent, int seed, Action<JobTestKit> disturb)
    {
        // Nothing is late: which of several splits is read first after a crash is another matter.
        var (job, visits, counts) = Declare(boundSeconds: 30);
        using var t = new JobTestKit(job, new JobTestOptions { Seed = seed });
        for (var split = 0; split < 3; split++)
        {
            t.Source(visits).Split($"{split}");
        }

        foreach (var (split, visit) in sent)
        {
            t.Source(visits).Split($"{split}").Send(visit);
            disturb(t);
        }

        t.End().GetAwaiter().GetResult().State.ShouldBe(JobState.Finished);
        t.Sink(counts).Output.ShouldBe(t.Sink(counts).Committed, ignoreOrder: true);
        return [.. t.Sink(counts).Committed];
    }

    private static (JobTestKit Kit, SourceStream<Visit> Visits, DataStreamSink<Count> Counts) Counting()
    {
        var (job, visits, counts) = Declare();
        return (new JobTestKit(job, new JobTestOptions { Start = Noon }), visits, counts);
    }

    private static (JobBuilder Job, SourceStream<Visit> Visits, DataStreamSink<Count> Counts) Declare(int boundSeconds = 0)
    {
        var job = new JobBuilder("counting") { Parallelism = 2 };
        var watermarks = WatermarkStrategy<Visit>.BoundedOutOfOrderness(TimeSpan.FromSeconds(boundSeconds)).WithTimestamps(v => v.At);
        var visits = job.FromSource(new Endless<Visit>(), watermarks, "visits");
        var counts = visits.KeyBy(v => v.User).Window(TumblingWindows.OfEventTime(Minute)).Count("counts")
            .Map(r => new Count(r.Key, DateTimeOffset.FromUnixTimeMilliseconds(r.Window.Start), r.Value))
            .SinkTo(new Nowhere<Count>(), "out");
        return (job, visits, counts);
    }

    private static WatermarkStrategy<Visit> InOrder() => WatermarkStrategy<Visit>.Monotonous().WithTimestamps(v => v.At);

    private static Visit At(int seconds, string user = "a") => new(user, Noon.AddSeconds(seconds));

    private sealed class Subtasks : ProcessFunction<string, Visit, int>
    {
        public override void Process(Visit record, ProcessContext<string, int> context) => context.Emit(context.Parallelism);
    }

    private sealed class Users : ProcessFunction<string, Visit, string>
    {
        public override void Process(Visit record, ProcessContext<string, string> context) => context.Emit(record.User);
    }

    private sealed class Beat : ProcessFunction<string, Visit, DateTimeOffset>
    {
        public override void Process(Visit record, ProcessContext<string, DateTimeOffset> context) => context.RegisterProcessingTimeTimer(context.ProcessingTime + 60_000);

        public override void OnTimer(long timestamp, ProcessContext<string, DateTimeOffset> context)
        {
            context.Emit(DateTimeOffset.FromUnixTimeMilliseconds(timestamp));
            context.RegisterProcessingTimeTimer(timestamp + 60_000);
        }
    }
}
