namespace AkkaStreamProc.Operators.Tests.Async;

/// <summary>Calls that take too long, and calls that are tried again.</summary>
public class AsyncTimeTests
{
    private static readonly AsyncOptions Brief = new() { Timeout = TimeSpan.FromMilliseconds(100) };

    private static readonly AsyncOptions Retrying = new()
    {
        Timeout = TimeSpan.FromSeconds(10),
        Retry = new AsyncRetry { MaxAttempts = 4, InitialDelay = TimeSpan.FromMilliseconds(10), Factor = 3, MaxDelay = TimeSpan.FromMilliseconds(50) },
    };

    private readonly PlayedCalls _calls = new();

    [Fact]
    public void Record_without_an_answer_in_time_fails_and_its_token_is_cancelled()
    {
        var run = new AsyncRun(_calls.Ask, Brief, ErrorPolicy.Divert);
        run.Send(1);
        run.Pass(50);
        run.Send(2);

        run.Pass(49);
        run.Failed.Records.ShouldBeEmpty();
        _calls.Tokens[1].IsCancellationRequested.ShouldBeFalse();

        run.Pass(1);
        var failed = run.Failed.Values.ShouldHaveSingleItem();
        (failed.Record, failed.ErrorType, failed.Error).ShouldBe((1, "System.TimeoutException", "There was no answer within 00:00:00.1000000 (1 attempt)."));
        _calls.Tokens[1].IsCancellationRequested.ShouldBeTrue();
        _calls.Tokens[2].IsCancellationRequested.ShouldBeFalse();

        _calls.Answer(2);
        run.GoOn();
        run.Log.ShouldBe(["2"]);
    }

    [Fact]
    public void Time_out_fails_the_attempt_with_operator_and_record()
    {
        var run = new AsyncRun(_calls.Ask, Brief);
        run.Send(1);

        Should.Throw<UserFunctionException>(() => run.Pass(100)).Message.ShouldStartWith("The operator 'calls' failed for the record «1»: TimeoutException: There was no answer");
    }

    [Fact]
    public void Something_may_answer_in_place_of_what_took_too_long()
    {
        var run = new AsyncRun(_calls.Ask, Brief, onTimeout: record => $"instead of {record}");
        run.Send(1, 2);
        _calls.Answer(2);

        run.Pass(100);

        run.Log.ShouldBe(["instead of 1", "2"]);
        _calls.Tokens[1].IsCancellationRequested.ShouldBeTrue();
    }

    [Fact]
    public void What_answers_in_place_fails_the_record_where_it_throws()
    {
        var run = new AsyncRun(_calls.Ask, Brief, ErrorPolicy.Divert, onTimeout: _ => throw new InvalidOperationException("Nor this."));
        run.Send(1);

        run.Pass(100);

        run.Failed.Values.ShouldHaveSingleItem().Error.ShouldBe("Nor this.");
    }

    [Fact]
    public void Answer_behind_the_time_out_is_ignored()
    {
        var run = new AsyncRun(_calls.Ask, Brief, ErrorPolicy.Skip);
        run.Send(1);
        run.Pass(100);

        _calls.Answer(1);
        run.GoOn();

        run.Log.ShouldBeEmpty();
        run.Operator.Counters.Skipped.ShouldBe(1);
    }

    [Fact]
    public void Time_out_behind_the_answer_is_ignored_while_the_answer_waits_for_its_turn()
    {
        var run = new AsyncRun(_calls.Ask, Brief, ErrorPolicy.Divert);
        run.Send(1);
        run.Pass(60);
        run.Send(2);
        _calls.Answer(2);

        run.Pass(40);
        run.Pass(60);

        run.Log.ShouldBe(["2"]);
        run.Failed.Values.Select(f => f.Record).ShouldBe([1]);
        run.Operator.NextProcessingTime.ShouldBe(long.MaxValue);
    }

    [Fact]
    public void Answer_in_time_counts_however_late_its_mail_is_read()
    {
        var run = new AsyncRun(_calls.Ask, Brief);
        run.Send(1);
        _calls.Answer(1);

        run.Pass(100);

        run.Log.ShouldBe(["1"]);
    }

    [Fact]
    public void Record_has_all_the_time_it_takes_where_nothing_limits_it()
    {
        var run = new AsyncRun(_calls.Ask, new AsyncOptions { Timeout = Timeout.InfiniteTimeSpan });
        run.Send(1);

        run.Operator.NextProcessingTime.ShouldBe(long.MaxValue);
    }

    [Fact]
    public void Time_of_a_record_begins_with_its_call()
    {
        var run = new AsyncRun(_calls.Ask, Brief with { MaxInFlight = 1 }, ErrorPolicy.Divert);
        run.Send(1, 2);
        run.Pass(90);
        _calls.Answer(1);
        run.GoOn();

        run.Pass(90);
        _calls.Answer(2);
        run.GoOn();

        run.Log.ShouldBe(["1", "2"]);
    }

    [Fact]
    public void Failed_call_is_tried_again_behind_growing_pauses_up_to_a_limit()
    {
        var run = new AsyncRun(_calls.Ask, Retrying, ErrorPolicy.Divert);
        run.Send(1);
        foreach (var pause in new[] { 10, 30, 50 })
        {
            _calls.Fail(1);
            run.GoOn();
            run.Pass(pause - 1);
            _calls.TakeAsked().ShouldBe([1]);
            run.Pass(1);
        }

        _calls.TakeAsked().ShouldBe([1]);
        _calls.Fail(1, "The last one.");
        run.GoOn();

        run.Failed.Values.ShouldHaveSingleItem().Error.ShouldBe("The last one.");
        run.Operator.NextProcessingTime.ShouldBe(long.MaxValue);
    }

    [Fact]
    public void Record_keeps_its_place_while_it_is_tried_again()
    {
        var run = new AsyncRun(_calls.Ask, Retrying);
        run.Send(1, 2);
        run.Advance(2);
        _calls.Fail(1);
        _calls.Answer(2);
        run.GoOn();
        run.TakeLog().ShouldBeEmpty();

        run.Pass(10);
        _calls.Answer(1);
        run.GoOn();

        run.Log.ShouldBe(["1", "2", "W2"]);
    }

    [Fact]
    public void Failure_that_is_not_to_be_tried_again_counts_at_once()
    {
        var run = new AsyncRun(_calls.Ask, Retrying with { Retry = Retrying.Retry! with { RetryOn = e => e.Message != "For good." } }, ErrorPolicy.Skip);
        run.Send(1, 2);

        _calls.Fail(1, "For good.");
        _calls.Fail(2, "For now.");
        run.GoOn();

        run.Operator.Counters.Skipped.ShouldBe(1);
        run.Pass(10);
        _calls.Asked.ShouldBe([1, 2, 2]);
    }

    [Fact]
    public void Predicate_that_throws_is_the_failure()
    {
        var run = new AsyncRun(_calls.Ask, Retrying with { Retry = Retrying.Retry! with { RetryOn = _ => throw new InvalidOperationException("Who knows.") } }, ErrorPolicy.Divert);
        run.Send(1);

        _calls.Fail(1);
        run.GoOn();

        run.Failed.Values.ShouldHaveSingleItem().Error.ShouldBe("Who knows.");
    }

    [Fact]
    public void Time_out_covers_all_attempts_and_the_pauses_between_them()
    {
        var run = new AsyncRun(_calls.Ask, Retrying with { Timeout = TimeSpan.FromMilliseconds(30) }, ErrorPolicy.Divert);
        run.Send(1);
        _calls.Fail(1);
        run.GoOn();
        run.Pass(10);
        _calls.Fail(1);
        run.GoOn();

        run.Pass(20);

        var failed = run.Failed.Values.ShouldHaveSingleItem();
        (failed.ErrorType, failed.Error).ShouldBe(("System.TimeoutException", "There was no answer within 00:00:00.0300000 (2 attempts)."));
        run.Pass(1000);
        _calls.Asked.ShouldBe([1, 1]);
    }

    [Fact]
    public void Calls_that_throw_before_they_return_are_tried_again()
    {
        var attempts = 0;
        var run = new AsyncRun((record, _) => ++attempts < 3 ? throw new InvalidOperationException("Not yet.") : Task.FromResult($"{record}"), Retrying);
        run.Send(1);

        run.Pass(10);
        run.Pass(30);

        run.Log.ShouldBe(["1"]);
    }

    [Fact]
    public void End_of_the_input_waits_for_records_that_are_tried_again()
    {
        var run = new AsyncRun(_calls.Ask, Retrying);
        run.Send(1);
        run.End();
        _calls.Fail(1);
        run.GoOn();
        run.TakeLog().ShouldBeEmpty();

        run.Pass(10);
        _calls.Answer(1);
        run.GoOn();

        run.Log.ShouldBe(["1", "end"]);
    }
}
