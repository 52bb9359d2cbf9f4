using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.Tests.Execution;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Tests.Async;

/// <summary>What is in flight at a checkpoint is asked for again behind it.</summary>
public class AsyncCheckpointTests
{
    private readonly PlayedCalls _calls = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Records_without_a_result_are_asked_for_again_in_order_and_before_new_ones(bool ordered)
    {
        var run = new AsyncRun(_calls.Ask, new AsyncOptions { MaxInFlight = 3, Ordered = ordered });
        run.Send(1, 2, 3, 4, 5);
        _calls.Answer(1);
        run.GoOn();
        _calls.TakeAsked().ShouldBe([1, 2, 3, 4]);

        var restored = AsyncRun.Restart([run], 1).Single();
        _calls.TakeAsked().ShouldBe([2, 3, 4]);
        restored.Send(6);
        _calls.Answer(2, 3, 4);
        restored.GoOn();

        _calls.TakeAsked().ShouldBe([5, 6]);
        _calls.Answer(5, 6);
        restored.GoOn();
        restored.Results.Select(r => (r.Value, r.Timestamp)).ShouldBe([("2", 2), ("3", 3), ("4", 4), ("5", 5), ("6", 6)]);
    }

    [Fact]
    public void Answer_that_is_not_emitted_is_asked_for_again()
    {
        var run = new AsyncRun(_calls.Ask);
        run.Send(1, 2);
        _calls.Answer(2);
        run.GoOn();
        _calls.TakeAsked();

        AsyncRun.Restart([run], 1);

        _calls.Asked.ShouldBe([1, 2]);
    }

    [Fact]
    public void Failed_record_that_is_not_diverted_is_tried_again()
    {
        var run = new AsyncRun(_calls.Ask, policy: ErrorPolicy.Divert);
        run.Send(1, 2);
        _calls.Fail(2);
        run.GoOn();

        var restored = AsyncRun.Restart([run], 1).Single();
        _calls.Answer(1, 2);
        restored.GoOn();

        restored.Log.ShouldBe(["1", "2"]);
    }

    [Fact]
    public void Nothing_in_flight_leaves_nothing()
    {
        var run = new AsyncRun(_calls.Ask);
        run.Send(1);
        _calls.Answer(1);
        run.GoOn();
        _calls.TakeAsked();

        var restored = AsyncRun.Restart([run], 1).Single();

        _calls.Asked.ShouldBeEmpty();
        restored.Log.ShouldBeEmpty();
        restored.Operator.Counters.Out.ShouldBe(1);
    }

    [Fact]
    public void Event_time_before_each_record_is_what_it_was()
    {
        var run = new AsyncRun(_calls.Ask, carriesTime: true);
        run.SendTimed((1, 0), (2, 1));
        run.Advance(5);
        run.SendTimed((3, 5));

        var restored = AsyncRun.Restart([run], 1).Single();
        _calls.Answer(3, 2, 1);
        restored.GoOn();

        restored.Log.ShouldBe(["W0", "1", "W1", "2", "W5", "3"]);
    }

    [Fact]
    public void Watermark_of_a_new_attempt_that_says_less_at_first_changes_nothing()
    {
        var run = new AsyncRun(_calls.Ask);
        run.Advance(5);
        run.Send(6);

        var restored = AsyncRun.Restart([run], 1).Single();
        restored.Advance(3);
        restored.Send(7);
        restored.Advance(7);
        _calls.Answer(6, 7);
        restored.GoOn();

        restored.Log.ShouldBe(["W5", "6", "7", "W7"]);
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(1, 4)]
    [InlineData(3, 3)]
    [InlineData(4, 1)]
    [InlineData(3, 2)]
    [InlineData(2, 3)]
    public void Records_in_flight_are_divided_among_the_subtasks_of_another_parallelism_each_once(int before, int after)
    {
        var first = new AsyncRun(_calls.Ask);
        List<AsyncRun> runs = [.. Enumerable.Range(0, before).Select(index => first.Other(index, before))];
        for (var record = 0; record < 30; record++)
        {
            runs[record % before].Send(record);
        }

        _calls.TakeAsked();
        var restored = AsyncRun.Restart(runs, after);
        _calls.TakeAsked().Order().ShouldBe(Enumerable.Range(0, 30));
        _calls.Answer(Enumerable.Range(0, 30));
        restored.ForEach(r => r.GoOn());

        restored.SelectMany(r => r.Results).Select(r => r.Timestamp).Order().ShouldBe(Enumerable.Range(0, 30).Select(i => (long)i));
        restored.ForEach(r => r.Results.Count.ShouldBeInRange(30 / after, (30 / after) + 1));
        restored.ForEach(r => r.Results.GroupBy(x => x.Timestamp % before).ToList().ForEach(g => g.Select(x => x.Timestamp).ShouldBeInOrder()));
    }

    [Fact]
    public void Event_time_behind_another_parallelism_is_that_of_the_slowest_subtask()
    {
        var first = new AsyncRun(_calls.Ask);
        var (fast, slow) = (first.Other(0, 2), first.Other(1, 2));
        fast.Send(1);
        fast.Advance(100);
        fast.Send(101);
        slow.Advance(10);
        slow.Send(11);
        _calls.TakeAsked();

        var restored = AsyncRun.Restart([fast, slow], 1).Single();
        _calls.TakeAsked().ShouldBe([1, 101, 11], "in the order of the event time before them");
        _calls.Answer(1, 101, 11);
        restored.GoOn();

        restored.Log.ShouldBe(["1", "W10", "101", "11"], "a record of the slow one that comes now may be as early as 11");
    }

    [Fact]
    public void Records_of_another_type_are_refused_at_the_restore()
    {
        var run = new AsyncRun(_calls.Ask);
        run.Send(1);
        var snapshot = run.Operator.Save();
        var job = new JobBuilder("job");
        job.FromSource(new IdleSource<string>(), WatermarkStrategy<string>.None()).MapAsync((record, _) => Task.FromResult(record), name: "calls").SinkTo(new IdleSink<string>());
        var other = job.Build().Create("calls", new TestRuntime().Context("calls"));

        Should.Throw<SnapshotException>(() => other.OpenFrom([snapshot])).Message.ShouldStartWith(
            "The state 'in-flight' of operator 'calls' does not fit the checkpoint: its record was written as int, the job now has string.");
    }

    [Fact]
    public void Record_that_could_not_be_kept_is_refused_when_it_comes()
    {
        var job = new JobBuilder("job");
        job.FromSource(new IdleSource<Bag>(), WatermarkStrategy<Bag>.None()).MapAsync((_, _) => Task.FromResult(1), name: "calls").SinkTo(new IdleSink<int>());
        var op = job.Build().Create("calls", new TestRuntime().Context("calls"));
        op.OpenFresh();

        op.Feed((new Bag([]), 0L));
        Should.Throw<StreamProcessingException>(() => op.Feed((new Bag(new Dictionary<string, int>(new ByLength())), 0L)))
            .Message.ShouldStartWith("The operator 'calls' cannot keep the record «Bag { Counts = System.Collections.Generic.Dictionary`2[System.String,System.Int32] }» in a checkpoint while it is in flight: ");
    }

    [Fact]
    public void Type_that_cannot_be_kept_is_refused_at_the_declaration()
    {
        var job = new JobBuilder("job");
        job.FromSource(new IdleSource<Unkeepable>(), WatermarkStrategy<Unkeepable>.None()).MapAsync((_, _) => Task.FromResult(1)).SinkTo(new IdleSink<int>());

        Should.Throw<StreamProcessingException>(job.Build).Message.ShouldStartWith("The operator 'map-async' of the job 'job' cannot have the state 'in-flight'. ");
    }

    [Fact]
    public void Type_in_flight_is_part_of_the_shape_and_the_options_are_not()
    {
        static string Shape<T>(AsyncOptions options)
        {
            var job = new JobBuilder("job");
            job.FromSource(new IdleSource<T>(), WatermarkStrategy<T>.None()).MapAsync((_, _) => Task.FromResult(1), options).SinkTo(new IdleSink<int>());
            return job.Build().Shape;
        }

        Shape<int>(new AsyncOptions()).ShouldContain("map-async = map-async of source -> Int32 with in-flight: Int32 without an answer");
        Shape<int>(new AsyncOptions { Ordered = false, MaxInFlight = 7 }).ShouldBe(Shape<int>(new AsyncOptions()));
        Shape<long>(new AsyncOptions()).ShouldNotBe(Shape<int>(new AsyncOptions()));
    }

    [Fact]
    public void Operator_is_the_head_of_its_chain_and_what_follows_is_chained_to_it()
    {
        var job = new JobBuilder("job");
        job.FromSource(new IdleSource<int>(), WatermarkStrategy<int>.None())
            .MapAsync((record, _) => Task.FromResult(record), name: "first")
            .MapAsync((record, _) => Task.FromResult(record), name: "second")
            .Map(record => record, "behind")
            .SinkTo(new IdleSink<int>());

        var plan = job.Build().Plan;

        plan.Vertices.Select(v => string.Join("+", v.Operators.Select(o => o.Name))).ShouldBe(["source", "first", "second+behind+sink"]);
        plan.Vertices[1].Steps.Single().Operators.Single().States.ShouldHaveSingleItem().ShouldBe(new PlanState("in-flight", "Int32 without an answer", " (100 at a time, in order)", IsKeyed: false));
    }

    private sealed record Bag(Dictionary<string, int> Counts);

    private sealed class ByLength : IEqualityComparer<string>
    {
        public bool Equals(string? one, string? other) => one?.Length == other?.Length;

        public int GetHashCode(string text) => text.Length;
    }

    private sealed record Unkeepable(Action Act);
}
