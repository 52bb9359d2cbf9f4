using AkkaStreamProc.Operators.Tests.Async;

namespace AkkaStreamProc.Operators.Tests.Lookups;

/// <summary>Calls for rows that fail or take too long, and what becomes of the records that wait for them.</summary>
public class LookupFailureTests
{
    private static readonly LookupOptions Brief = new() { Timeout = TimeSpan.FromMilliseconds(100), Concurrency = 1 };

    private readonly PlayedTable _table = new();

    [Fact]
    public void Failed_call_is_the_failure_of_each_record_that_waits_for_it()
    {
        var run = Run(new LookupOptions { BatchSize = 2 }, ErrorPolicy.Divert);

        run.Send(1, 2, 3);
        _table.Fail(0);
        _table.Answer(1);
        run.GoOn();

        run.Log.ShouldBe(["3:r3"]);
        run.Failed.Values.Select(f => (f.Record, f.Error)).ShouldBe([(1, "No."), (2, "No.")]);
    }

    [Fact]
    public void Failed_call_fails_the_attempt_with_operator_record_and_cause()
    {
        var run = Run();
        run.Send(1);
        _table.Fail(0);

        Should.Throw<UserFunctionException>(run.GoOn).Message.ShouldStartWith("The operator 'calls' failed for the record «1»: InvalidOperationException: No.");
    }

    [Fact]
    public void Records_of_a_failed_call_are_asked_for_together_again()
    {
        var run = Run(new LookupOptions { Retry = new AsyncRetry { InitialDelay = TimeSpan.FromMilliseconds(20) } });

        run.Send(1, 2);
        _table.Fail(0);
        run.GoOn();
        run.Pass(19);
        _table.Asked.ShouldBe("[1,2]");
        run.Pass(1);
        _table.Asked.ShouldBe("[1,2] [1,2]");
        _table.Answer(1);
        run.GoOn();

        run.Log.ShouldBe(["1:r1", "2:r2"]);
    }

    [Fact]
    public void Next_call_begins_although_all_records_of_the_one_before_pause()
    {
        var run = Run(new LookupOptions { BatchSize = 1, Concurrency = 1, Ordered = false, Retry = new AsyncRetry { InitialDelay = TimeSpan.FromSeconds(1) } });

        run.Send(1, 2);
        _table.Fail(0);
        run.GoOn();

        _table.Asked.ShouldBe("[1] [2]");
    }

    [Fact]
    public void Selector_that_throws_fails_its_record_alone()
    {
        var run = new AsyncRun(
            stream => stream.Lookup(_ => 7, _table.Load, (record, row) => record == 2 ? throw new InvalidOperationException("Not this one.") : $"{record}:{row}", name: "calls"),
            ErrorPolicy.Divert);

        run.Send(1, 2, 3);
        _table.Answer(0);
        run.GoOn();

        run.Log.ShouldBe(["1:r7", "3:r7"]);
        run.Failed.Values.Select(f => (f.Record, f.Error)).ShouldBe([(2, "Not this one.")]);
    }

    [Fact]
    public void Key_selector_that_throws_fails_its_record_alone()
    {
        var run = new AsyncRun(stream => stream.Lookup(record => 6 / record, _table.Know, (record, row) => $"{record}:{row}", name: "calls"), ErrorPolicy.Divert);

        run.Send(0, 1);

        run.Log.ShouldBe(["1:r6"]);
        run.Failed.Values.ShouldHaveSingleItem().ErrorType.ShouldBe("System.DivideByZeroException");
    }

    [Theory]
    [InlineData("no task", "The function returned null in place of a task.")]
    [InlineData("no rows", "The call answered null in place of rows.")]
    [InlineData("at once", "At once.")]
    public void Function_that_does_not_answer_with_rows_fails_its_records(string how, string error)
    {
        var run = new AsyncRun(
            stream => stream.Lookup<int, string, string>(
                record => record,
                (_, _) => how switch
                {
                    "no task" => null!,
                    "no rows" => Task.FromResult<IReadOnlyDictionary<int, string>>(null!),
                    _ => throw new InvalidOperationException("At once."),
                },
                (record, row) => $"{record}:{row}",
                name: "calls"),
            ErrorPolicy.Divert);

        run.Send(1, 2);

        run.Failed.Values.Select(f => (f.Record, f.Error)).ShouldBe([(1, error), (2, error)]);
    }

    [Fact]
    public void What_is_no_matter_of_a_record_ends_the_attempt_whatever_the_policy()
    {
        var run = Run(policy: ErrorPolicy.Skip);
        run.Send(1);
        _table.Fail(0, new OutOfMemoryException());

        Should.Throw<OutOfMemoryException>(run.GoOn);
    }

    [Fact]
    public void Time_of_a_record_includes_the_wait_for_a_call_that_may_begin()
    {
        var run = Run(Brief with { BatchSize = 1 }, ErrorPolicy.Divert);

        run.Send(1, 2);
        run.Pass(100);

        run.Failed.Values.Select(f => (f.Record, f.ErrorType)).ShouldBe([(1, "System.TimeoutException"), (2, "System.TimeoutException")]);
        run.Pass(10_000);
        _table.Asked.ShouldBe("[1]", "nobody waits for the row of the other any more");
    }

    [Fact]
    public void Call_that_nobody_waits_for_is_cancelled_and_makes_room_for_the_next()
    {
        var run = Run(Brief with { BatchSize = 2 }, ErrorPolicy.Skip);
        run.Send(1);
        run.Send(1);
        run.Pass(50);
        run.Send(2);
        _table.Asked.ShouldBe("[1]");

        run.Pass(50);

        _table.Tokens[0].IsCancellationRequested.ShouldBeTrue();
        _table.Asked.ShouldBe("[1] [2]");
        _table.Answer(0);
        _table.Answer(1);
        run.GoOn();
        run.Log.ShouldBe(["2:r2"]);
    }

    [Fact]
    public void Call_goes_on_while_a_record_waits_for_it_but_no_other_joins_when_one_has_waited_in_vain()
    {
        var run = Run(Brief with { Concurrency = 2 }, ErrorPolicy.Skip, _ => 7);
        run.Send(1);
        run.Pass(60);
        run.Send(2);
        run.Pass(40);
        _table.Tokens[0].IsCancellationRequested.ShouldBeFalse();
        run.Operator.Counters.Skipped.ShouldBe(1);

        run.Send(3);
        _table.Asked.ShouldBe("[7] [7]");
        _table.Answer(1, new Dictionary<int, string> { [7] = "later" });
        run.GoOn();
        run.Log.ShouldBeEmpty();
        _table.Answer(0);
        run.GoOn();

        run.Log.ShouldBe(["2:r7", "3:later"]);
    }

    [Fact]
    public void Answer_in_time_is_not_too_late_because_of_its_mail()
    {
        var run = Run(Brief);
        run.Send(1);
        _table.Answer(0);

        run.Pass(100);

        run.Log.ShouldBe(["1:r1"]);
    }

    [Fact]
    public void End_of_the_operator_cancels_calls_and_hears_no_answer()
    {
        var run = Run(new LookupOptions { BatchSize = 2, Concurrency = 1 });
        run.Send(1, 2, 3);

        run.Operator.Dispose();

        _table.Tokens.ShouldHaveSingleItem().IsCancellationRequested.ShouldBeTrue();
        _table.Fail(0);
        run.GoOn();
        run.Log.ShouldBeEmpty();
        _table.Asked.ShouldBe("[1,2]");
    }

    private AsyncRun Run(LookupOptions? options = null, ErrorPolicy policy = ErrorPolicy.Fail, Func<int, int>? key = null) =>
        new(stream => stream.Lookup(key ?? (record => record), _table.Load, (record, row) => $"{record}:{row ?? "none"}", options, "calls"), policy);
}
