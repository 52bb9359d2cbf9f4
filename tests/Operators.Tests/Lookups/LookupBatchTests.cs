using AkkaStreamProc.Operators.Tests.Async;

namespace AkkaStreamProc.Operators.Tests.Lookups;

/// <summary>Which keys are asked for together, and when.</summary>
public class LookupBatchTests
{
    private readonly PlayedTable _table = new();

    [Fact]
    public void Keys_at_hand_are_asked_for_in_one_call_each_once()
    {
        var run = Run(record => record % 2);

        run.Send(1, 2, 3, 4);
        _table.Asked.ShouldBe("[1,0]");
        run.Log.ShouldBeEmpty();

        _table.Answer(0);
        run.GoOn();

        run.Log.ShouldBe(["1:r1", "2:r0", "3:r1", "4:r0"]);
        run.Results.Select(r => r.Timestamp).ShouldBe([1, 2, 3, 4]);
    }

    [Fact]
    public void Call_asks_for_no_more_keys_than_it_may_and_the_next_begins_when_one_is_answered()
    {
        var run = Run(options: new LookupOptions { BatchSize = 2, Concurrency = 1 });

        run.Send(1, 2, 3, 4, 5);
        _table.Asked.ShouldBe("[1,2]");
        run.Send(6);
        _table.Answer(0);
        run.GoOn();
        run.TakeLog().ShouldBe(["1:r1", "2:r2"]);
        _table.Asked.ShouldBe("[1,2] [3,4]");
        _table.Answer(1);
        run.GoOn();

        _table.Asked.ShouldBe("[1,2] [3,4] [5,6]");
    }

    [Fact]
    public void As_many_calls_are_in_flight_as_may_be()
    {
        var run = Run(options: new LookupOptions { BatchSize = 1, Concurrency = 2, Ordered = false });

        run.Send(1, 2, 3, 4);
        _table.Asked.ShouldBe("[1] [2]");
        _table.Answer(1);
        run.GoOn();

        run.Log.ShouldBe(["2:r2"]);
        _table.Asked.ShouldBe("[1] [2] [3]");
    }

    [Fact]
    public void First_key_waits_for_others_by_the_clock_of_the_job()
    {
        var run = Run(options: new LookupOptions { BatchDelay = TimeSpan.FromMilliseconds(10) });

        run.Send(1);
        run.Pass(9);
        run.Send(2);
        _table.Calls.ShouldBeEmpty();
        run.Pass(1);

        _table.Asked.ShouldBe("[1,2]");
    }

    [Fact]
    public void Call_that_can_ask_for_no_more_keys_does_not_wait()
    {
        var run = Run(options: new LookupOptions { BatchSize = 2, BatchDelay = TimeSpan.FromHours(1), Timeout = Timeout.InfiniteTimeSpan });

        run.Send(1);
        run.Send(2, 3);

        _table.Asked.ShouldBe("[1,2]");
    }

    [Fact]
    public void Keys_do_not_wait_for_others_where_no_more_records_may_be_in_flight()
    {
        var run = Run(options: new LookupOptions { MaxInFlight = 2, BatchDelay = TimeSpan.FromHours(1), Timeout = Timeout.InfiniteTimeSpan });

        run.Send(1);
        _table.Calls.ShouldBeEmpty();
        run.Send(2, 3);
        _table.Asked.ShouldBe("[1,2]");
        run.Reads.ShouldBeFalse();

        _table.Answer(0);
        run.GoOn();
        run.Log.ShouldBe(["1:r1", "2:r2"]);
        run.Reads.ShouldBeTrue();
        run.Pass(3_600_000);
        _table.Asked.ShouldBe("[1,2] [3]");
    }

    [Fact]
    public void Record_whose_key_is_asked_for_waits_for_the_same_call()
    {
        var run = Run(_ => 7);

        run.Send(1);
        run.Send(2);
        _table.Asked.ShouldBe("[7]");
        _table.Answer(0);
        run.GoOn();

        run.TakeLog().ShouldBe(["1:r7", "2:r7"]);
        run.Send(3);
        _table.Asked.ShouldBe("[7] [7]", "without a cache each record sees the table as it is then");
    }

    [Fact]
    public void Function_of_one_key_is_asked_for_one_at_a_time_and_for_all_at_once()
    {
        var answers = new Dictionary<int, TaskCompletionSource<string?>>();
        var run = new AsyncRun(stream => stream.Lookup(
            record => record % 3, (key, _) => (answers[key] = new TaskCompletionSource<string?>()).Task, (record, row) => $"{record}:{row ?? "none"}", name: "calls"));

        run.Send(1, 2, 3, 4);
        answers.Keys.ShouldBe([1, 2, 0]);
        answers[0].SetResult("r0");
        answers[1].SetResult(null);
        answers[2].SetResult("r2");
        run.GoOn();

        run.Log.ShouldBe(["1:none", "2:r2", "3:r0", "4:none"]);
    }

    [Fact]
    public void Watermark_waits_for_the_rows_of_the_records_before_it()
    {
        var run = Run(options: new LookupOptions { BatchSize = 1, Ordered = false });

        run.Send(1, 2);
        run.Advance(2);
        run.Send(3);
        run.End();
        _table.Answer(2);
        _table.Answer(1);
        run.GoOn();
        run.Log.ShouldBe(["2:r2"]);
        _table.Answer(0);
        run.GoOn();

        run.Log.ShouldBe(["2:r2", "1:r1", "W2", "3:r3", "end"]);
    }

    [Fact]
    public void Restored_records_are_asked_for_again_before_new_ones_and_nothing_of_the_cache_is_left()
    {
        var run = Run(options: new LookupOptions { BatchSize = 2, Concurrency = 1, Cache = new LookupCache() });
        run.Send(1, 2, 3);
        _table.Answer(0);
        run.GoOn();
        run.TakeLog().ShouldBe(["1:r1", "2:r2"]);
        _table.Calls.Clear();

        var restored = AsyncRun.Restart([run], 1).Single();
        restored.Send(1);

        _table.Asked.ShouldBe("[3]");
        _table.Answer(2, new Dictionary<int, string> { [3] = "new" });
        restored.GoOn();
        restored.Log.ShouldBe(["3:new"]);
        _table.Asked.ShouldBe("[3] [1]");
    }

    private AsyncRun Run(Func<int, int>? key = null, LookupOptions? options = null) =>
        new(stream => stream.Lookup(key ?? (record => record), _table.Load, (record, row) => $"{record}:{row ?? "none"}", options, "calls"));
}
