using Akka.Actor;
using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Actors.Specs.Support;
using Settings = AkkaStreamProc.Actors.Specs.Support.Settings;

namespace AkkaStreamProc.Actors.Specs.Queries;

public class StateReadingSpecs(StreamSystem system) : IClassFixture<StreamSystem>
{
    private readonly LogSource<Visit> _source = new();
    private readonly ScriptedSink<long> _sink = new();
    private readonly string _name = StreamSystem.NewName();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Every_kind_of_state_is_read_live_and_of_the_last_checkpoint(int parallelism)
    {
        var visits = Visits.Make(200);
        var job = await RunThrough(visits, parallelism);
        await job.TriggerSavepointAsync().Within("the savepoint");

        foreach (var reading in Enum.GetValues<StateReading>())
        {
            foreach (var own in visits.GroupBy(v => v.Key, v => v.Time))
            {
                (await job.State<int, long>("keep", "count").GetAsync(own.Key, reading)).Value.ShouldBe(own.Count());
                (await job.State<int, IReadOnlyList<long>>("keep", "times").GetAsync(own.Key, reading)).Value.ShouldBe(own);
                (await job.State<int, long>("keep", "latest").GetAsync(own.Key, reading)).Value.ShouldBe(own.Max());
                (await job.State<int, string>("keep", "text").GetAsync(own.Key, reading)).Value.ShouldBe(string.Join("+", own));
                var digits = (await job.State<int, IReadOnlyDictionary<string, int>>("keep", "by-digit").GetAsync(own.Key, reading)).Value!;
                digits.OrderBy(d => d.Key).ShouldBe(own.GroupBy(t => $"{t / 10 % 10}").Select(g => KeyValuePair.Create(g.Key, g.Count())).OrderBy(d => d.Key));
            }
        }
    }

    [Fact]
    public async Task Key_without_a_value_is_told_from_one_whose_value_is_null()
    {
        var job = await RunThrough(Visits.Make(10, keys: 2));
        await job.TriggerSavepointAsync().Within("the savepoint");

        foreach (var reading in Enum.GetValues<StateReading>())
        {
            var there = await job.State<int, long?>("keep", "nothing").GetAsync(1, reading).Within("the value");
            var missing = await job.State<int, long?>("keep", "nothing").GetAsync(99, reading).Within("the missing value");
            (there.HasValue, there.Value).ShouldBe((true, null));
            (missing.HasValue, missing.Value).ShouldBe((false, null));
        }
    }

    [Fact]
    public async Task Answers_say_what_they_are_of()
    {
        var job = await RunThrough(Visits.Make(10, keys: 1));
        var before = (await job.State<int, long>("keep", "count").GetAsync(0).Within("the live value")).Moment;
        var savepoint = await job.TriggerSavepointAsync().Within("the savepoint");
        var after = (await job.State<int, long>("keep", "count").GetAsync(0).Within("the live value")).Moment;
        var stored = (await job.State<int, long>("keep", "count").GetAsync(0, StateReading.LastCheckpoint).Within("the stored value")).Moment;

        (before.Reading, before.Attempt, before.Checkpoint).ShouldBe((StateReading.Live, 1, 0));
        (after.Reading, after.Attempt, after.Checkpoint).ShouldBe((StateReading.Live, 1, savepoint.Id));
        // The source sends its watermark before every barrier: a millisecond behind its last record.
        after.Watermark.ShouldBe(DateTimeOffset.FromUnixTimeMilliseconds(89));
        stored.ShouldBe(new StateMoment(StateReading.LastCheckpoint, 0, savepoint.Id, DateTimeOffset.FromUnixTimeMilliseconds(89)));
    }

    [Fact]
    public async Task What_was_read_is_a_copy()
    {
        var job = await RunThrough(Visits.Make(10, keys: 1));
        var times = job.State<int, IReadOnlyList<long>>("keep", "times");
        var read = (await times.GetAsync(0).Within("the list")).Value!;

        ((List<long>)read).Clear();
        _source.Append(0, Visits.Make(5, keys: 1, from: 1000));
        await _sink.Written.UntilCount(15, "results");

        read.ShouldBeEmpty();
        (await times.GetAsync(0).Within("the list again")).Value!.Count.ShouldBe(15);
    }

    [Fact]
    public async Task Actors_ask_without_a_handle()
    {
        var job = await RunThrough(Visits.Make(10, keys: 1));

        var value = await job.StateRef.Ask<StateValue<long>>(new GetState<int>("keep", "count", 0)).Within("the value");
        var page = await job.StateRef.Ask<StatePage<int, long>>(new GetStatePage("keep", "count")).Within("the page");
        var refusal = await Should.ThrowAsync<StreamProcessingException>(() => job.StateRef.Ask<StateValue<long>>(new GetState<int>("keep", "cuont", 0)).Within("the refusal"));

        value.Value.ShouldBe(10);
        page.Entries.ShouldBe([new StateEntry<int, long>(0, 10)]);
        refusal.Message.ShouldContain("no state 'cuont'");
    }

    [Fact]
    public async Task What_cannot_be_answered_is_refused_with_what_there_is()
    {
        var job = await RunThrough(Visits.Make(10, keys: 1));

        (await Refusal(job.State<int, long>("kept", "count"), 0)).ShouldContain("no operator 'kept' with state that can be read. It has 'keep' ('count': Int64 by Int32, 'nothing': Nullable<Int64> by Int32,");
        (await Refusal(job.State<int, long>("keep", "counts"), 0)).ShouldContain("'text': String by Int32");
        (await Refusal(job.State<string, long>("keep", "count"), "0")).ShouldContain("has keys of Int32, and was asked for one of String");
        (await Refusal(job.State<int, string>("keep", "count"), 0)).ShouldContain("is read as Int64 by Int32, and not as String by Int32. Ask for State<Int32, Int64>.");
        (await Refusal(job.State<string, string>("keep", "count").PageAsync())).ShouldContain("is read as Int64 by Int32");
        (await Refusal(job.State<int, long>("keep", "count").PageAsync(0))).ShouldContain("from 1 to 10,000");
        (await Refusal(job.State<int, long>("keep", "count").PageAsync(after: "0.999"))).ShouldContain("'0.999' is not where a page of a state ended");
        (await Refusal(job.State<int, long>("keep", "count").PageAsync(after: "0.1", reading: StateReading.LastCheckpoint))).ShouldContain("another reading than it began with");
        (await Refusal(job.State<int, long>("keep", "count").GetAsync(0, StateReading.LastCheckpoint))).ShouldContain("no completed checkpoint yet");
        (await job.GetStatusAsync()).State.ShouldBe(JobState.Running);
    }

    [Theory]
    [InlineData(1, 17)]
    [InlineData(3, 17)]
    [InlineData(2, 3000)]
    public async Task Open_windows_are_read_of_a_checkpoint_and_page_by_page(int parallelism, int keys)
    {
        var visits = Visits.Make(2 * keys, keys, stepMs: 1);
        _source.Append(0, visits);
        var job = await system.Run(Visits.Job(_name, _source, new ScriptedSink<string>(), parallelism), Settings.OnDemand);
        await _source.Fetches.Until(f => f.Sum(x => x.Count) >= visits.Length, "all records read");
        await system.Told(_name, "is running");
        await job.TriggerSavepointAsync().Within("the savepoint");
        var watermark = visits[^1].Time - 1;
        var expected = visits.Where(v => (v.Time / Visits.WindowMs * Visits.WindowMs) + Visits.WindowMs - 1 > watermark)
            .GroupBy(v => v.Key)
            .ToDictionary(own => own.Key, own => own.GroupBy(v => v.Time / Visits.WindowMs * Visits.WindowMs).ToDictionary(w => new Window(w.Key, w.Key + Visits.WindowMs), w => w.LongCount()));
        var windows = job.State<int, IReadOnlyDictionary<Window, long>>("count", "panes");

        // What senders have combined is sent before every barrier, so live and stored windows agree behind one.
        foreach (var reading in Enum.GetValues<StateReading>())
        {
            var read = new Dictionary<int, IReadOnlyDictionary<Window, long>>();
            await foreach (var (key, own) in windows.ReadAllAsync(reading))
            {
                read.Add(key, own);
            }

            read.Keys.Order().ShouldBe(expected.Keys.Order());
            read.ShouldAllBe(r => r.Value.OrderBy(w => w.Key.Start).SequenceEqual(expected[r.Key].OrderBy(w => w.Key.Start)));
            (await windows.GetAsync(expected.First().Key, reading).Within("one key")).Value!.ShouldBe(expected.First().Value);
        }
    }

    [Fact]
    public async Task Page_of_large_values_is_short_and_the_walk_meets_them_all()
    {
        var source = new LogSource<string>().Append(0, [.. Enumerable.Range(0, 40).Select(i => $"{i:000}{new string('x', 300_000)}")]);
        var sink = new ScriptedSink<string>();
        var declared = new JobBuilder(_name);
        declared.FromSource(source, WatermarkStrategy<string>.None()).KeyBy(text => text.Substring(0, 3)).Reduce((a, b) => a + b, "kept").SinkTo(sink, "out");
        var job = await system.Run(declared.Build(), Settings.OnDemand);
        await sink.Written.UntilCount(40, "results");
        await job.TriggerSavepointAsync().Within("the savepoint");
        var kept = job.State<string, string>("kept", "reduced");

        var page = await kept.PageAsync(40, reading: StateReading.LastCheckpoint).Within("a page");
        var walked = new List<string>();
        await foreach (var entry in kept.ReadAllAsync(StateReading.LastCheckpoint))
        {
            walked.Add(entry.Key);
        }

        // Behind a megabyte.
        page.Entries.Count.ShouldBe(4);
        walked.Order().ShouldBe(Enumerable.Range(0, 40).Select(i => $"{i:000}"));
    }

    [Fact]
    public async Task Keys_of_null_are_refused()
    {
        var source = new LogSource<string>().Append(0, "a", "a");
        var sink = new ScriptedSink<string>();
        var declared = new JobBuilder(_name);
        declared.FromSource(source, WatermarkStrategy<string>.None()).KeyBy(text => text).Reduce((a, b) => a + b, "concatenated").SinkTo(sink, "out");
        var job = await system.Run(declared.Build(), Settings.OnDemand);
        await sink.Written.UntilCount(2, "results");

        (await job.State<string, string>("concatenated", "reduced").GetAsync("a").Within("the value")).Value.ShouldBe("aa");
        (await Refusal(job.State<string, string>("concatenated", "reduced"), null!)).ShouldContain("key null");
    }

    [Fact]
    public async Task Job_that_has_ended_has_its_last_checkpoint_and_no_live_state()
    {
        var job = await RunThrough(Visits.Make(10, keys: 1));
        await job.StopWithSavepointAsync().Within("the end");

        (await job.State<int, long>("keep", "count").GetAsync(0, StateReading.LastCheckpoint).Within("the stored value")).Value.ShouldBe(10);
        (await Refusal(job.State<int, long>("keep", "count"), 0)).ShouldContain("does not run: it is Stopped");
    }

    [Fact]
    public async Task Job_whose_supervisor_is_gone_answers_nobody_and_says_so()
    {
        var job = await RunThrough(Visits.Make(10, keys: 1));
        await system.StopSupervisor(job.Name);

        (await Refusal(job.State<int, long>("keep", "count"), 0)).ShouldContain("the process of its supervisor is gone");
    }

    [Fact]
    public async Task Handle_of_an_earlier_submission_reads_nothing_of_a_later_one()
    {
        var first = await RunThrough(Visits.Make(10, keys: 1));
        await first.StopWithSavepointAsync().Within("the end");
        var second = await system.Run(KeptStates.Job(_name, _source, _sink), Settings.OnDemand);

        (await second.State<int, long>("keep", "count").GetAsync(0).Within("the live value")).Value.ShouldBe(10);
        (await Refusal(first.State<int, long>("keep", "count"), 0)).ShouldContain("another has followed");
    }

    [Fact]
    public async Task Question_asked_while_the_job_restarts_is_answered_by_the_next_attempt()
    {
        var fault = new Fault(atRecord: 11);
        var job = await RunThrough(Visits.Make(10, keys: 1), through: fault.Pass);
        await job.TriggerSavepointAsync().Within("the savepoint");
        _sink.Restores.Close();
        _source.Append(0, new Visit(0, 1000));
        await _sink.Restores.Arrivals.UntilCount(1, "a sink that waits to be restored");

        var asked = job.State<int, long>("keep", "count").GetAsync(0);
        var stored = await job.State<int, long>("keep", "count").GetAsync(0, StateReading.LastCheckpoint).Within("the stored value");
        asked.IsCompleted.ShouldBeFalse();
        _sink.Restores.Open();

        stored.Value.ShouldBe(10);
        var live = await asked.Within("the live value");
        live.Moment.Attempt.ShouldBe(2);
        live.Value.ShouldBeInRange(10, 11);
    }

    [Fact]
    public async Task Call_that_does_not_return_holds_up_no_answer_of_another_subtask()
    {
        using var hold = new ManualResetEventSlim();
        using var isHeld = new ManualResetEventSlim();
        _source.Append(0, Visits.Make(10, keys: 1));
        var job = await system.Run(
            KeptStates.Job(_name, _source, _sink, through: v =>
            {
                isHeld.Set();
                hold.Wait();
                return v;
            }),
            Settings.OnDemand);
        isHeld.Wait(TimeSpan.FromSeconds(20)).ShouldBeTrue();

        (await job.State<int, long>("keep", "count").GetAsync(0).Within("the answer")).HasValue.ShouldBeFalse();
        hold.Set();
        await _sink.Written.UntilCount(10, "results");
        (await job.State<int, long>("keep", "count").GetAsync(0).Within("the second answer")).Value.ShouldBe(10);
    }

    [Fact]
    public async Task Subtask_in_a_call_that_does_not_return_answers_nothing_and_the_question_ends_in_time()
    {
        using var hold = new ManualResetEventSlim();
        var declared = new JobBuilder(_name);
        declared.FromSource(_source.Append(0, new Visit(0, 0)), WatermarkStrategy<Visit>.None())
            .KeyBy(v => v.Key)
            .Reduce((a, b) => { hold.Wait(); return b; }, "held")
            .SinkTo(new ScriptedSink<Visit>(), "out");
        var job = await system.Run(declared.Build(), Settings.OnDemand);
        var state = job.State<int, Visit>("held", "reduced", TimeSpan.FromMilliseconds(200));
        await _source.Fetches.UntilCount(1, "fetches");
        _source.Append(0, new Visit(0, 1));

        var refusal = "";
        while (!refusal.Contains("may be in a call that does not return", StringComparison.Ordinal))
        {
            refusal = await state.GetAsync(0).ContinueWith(t => t.Exception?.InnerException?.Message ?? "", TaskScheduler.Default).Within("an answer or none");
        }

        using var cancelled = new CancellationTokenSource();
        var withdrawn = job.State<int, Visit>("held", "reduced").GetAsync(0, cancellation: cancelled.Token);
        await cancelled.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => withdrawn.Within("the withdrawn question"));
        hold.Set();
        (await job.State<int, Visit>("held", "reduced").GetAsync(0).Within("the value")).HasValue.ShouldBeTrue();
    }

    [Fact]
    public async Task Open_questions_are_bounded()
    {
        _sink.Restores.Close();
        var job = await system.Run(KeptStates.Job(_name, _source, _sink), Settings.OnDemand);
        var count = job.State<int, long>("keep", "count", TimeSpan.MaxValue);
        using var cancellation = new CancellationTokenSource();

        var withdrawn = count.GetAsync(0, cancellation: cancellation.Token);
        var asked = Enumerable.Range(1, 1000).Select(key => count.GetAsync(key)).ToList();
        var refused = await Task.WhenAny<StateValue<long>>(asked).Within("a refusal");
        (await Should.ThrowAsync<StreamProcessingException>(() => refused)).IsTransient.ShouldBeTrue();
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => withdrawn.Within("the withdrawn question"));
        asked.Remove(refused);
        asked.Add(job.State<int, long>("keep", "count", Timeout.InfiniteTimeSpan).GetAsync(0));
        _sink.Restores.Open();

        (await Task.WhenAll(asked).Within("the answers")).ShouldAllBe(answer => !answer.HasValue);
    }

    private async Task<JobHandle> RunThrough(Visit[] visits, int parallelism = 1, Func<Visit, Visit>? through = null)
    {
        _source.Append(0, visits);
        var job = await system.Run(KeptStates.Job(_name, _source, _sink, parallelism, through), Settings.OnDemand);
        await _sink.Written.UntilCount(visits.Length, "results");
        return job;
    }

    private static Task<string> Refusal<TKey, TValue>(StateHandle<TKey, TValue> state, TKey key)
        where TKey : notnull => Refusal(state.GetAsync(key));

    private static async Task<string> Refusal(Task asked) => (await Should.ThrowAsync<StreamProcessingException>(() => asked.Within("the refusal"))).Message;
}
