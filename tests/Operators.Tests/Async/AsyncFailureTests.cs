namespace AkkaStreamProc.Operators.Tests.Async;

/// <summary>Calls that fail, and the end of the operator before its calls.</summary>
public class AsyncFailureTests
{
    private readonly PlayedCalls _calls = new();

    [Fact]
    public void Failed_call_fails_the_attempt_at_once_with_operator_record_and_cause()
    {
        var run = new AsyncRun(_calls.Ask);
        run.Send(1, 2);

        _calls.Fail(2, "Not this one.");

        var error = Should.Throw<UserFunctionException>(run.GoOn);

        error.Message.ShouldStartWith("The operator 'calls' failed for the record «2»: InvalidOperationException: Not this one.");
        error.InnerException.ShouldBeOfType<InvalidOperationException>();
        error.OperatorName.ShouldBe("calls");
    }

    [Fact]
    public void Skipped_record_is_counted_and_leaves_the_others_as_they_are()
    {
        var run = new AsyncRun(_calls.Ask, policy: ErrorPolicy.Skip);
        run.Send(1, 2, 3);
        run.Advance(3);

        _calls.Answer(3);
        _calls.Fail(2);
        _calls.Answer(1);
        run.GoOn();

        run.Log.ShouldBe(["1", "3", "W3"]);
        (run.Operator.Counters.In, run.Operator.Counters.Out, run.Operator.Counters.Skipped).ShouldBe((3, 2, 1));
    }

    [Fact]
    public void Diverted_record_comes_with_all_that_is_known_of_it_and_in_its_turn()
    {
        var run = new AsyncRun(_calls.Ask, policy: ErrorPolicy.Divert);
        run.Send(1, 2);
        _calls.Fail(2, "Not this one.");
        run.GoOn();
        run.Failed.Records.ShouldBeEmpty("a checkpoint that has the record in flight must not have it diverted as well");

        _calls.Answer(1);
        run.GoOn();

        var (failed, timestamp) = run.Failed.Records.ShouldHaveSingleItem();
        (failed.Record, failed.Operator, failed.Error, failed.ErrorType, failed.Timestamp, timestamp, failed.Position)
            .ShouldBe((2, "calls", "Not this one.", "System.InvalidOperationException", 2L, 2L, null));
        run.Operator.Counters.Diverted.ShouldBe(1);
    }

    [Fact]
    public void Call_that_is_cancelled_by_its_own_code_fails_with_what_it_threw()
    {
        var run = new AsyncRun(
            async (_, _) =>
            {
                await Task.CompletedTask;
                throw new TaskCanceledException("The client waited for 100 s.", new TimeoutException("A timeout of its own."));
            },
            policy: ErrorPolicy.Divert);
        run.Send(1);
        run.GoOn();

        run.Failed.Records.ShouldHaveSingleItem().Value.Error.ShouldBe("The client waited for 100 s.");
    }

    [Fact]
    public void Record_whose_answer_was_refused_has_taken_too_long_when_its_time_is_over()
    {
        var asked = 0;
        var run = new AsyncRun(
            stream => stream.FlatMapAsync<string>(
                (_, _) =>
                {
                    asked++;
                    return Task.FromResult<IEnumerable<string>>(null!);
                },
                new AsyncOptions { Timeout = TimeSpan.FromMilliseconds(500), Retry = new AsyncRetry { InitialDelay = TimeSpan.FromSeconds(1) } },
                "calls",
                onTimeout: _ => ["none"]));
        run.Send(1);
        run.Pass(500);

        run.Log.ShouldBe(["none"]);
        asked.ShouldBe(1);
    }

    [Fact]
    public void Call_that_returns_no_task_is_a_failure()
    {
        var run = new AsyncRun((_, _) => null!, policy: ErrorPolicy.Divert);

        run.Send(1);

        run.Failed.Values.ShouldHaveSingleItem().Error.ShouldBe("The function returned null in place of a task.");
    }

    [Fact]
    public void Call_that_throws_before_it_returns_is_a_failure()
    {
        var run = new AsyncRun((_, _) => throw new InvalidOperationException("At once."), policy: ErrorPolicy.Divert);

        run.Send(1);

        run.Failed.Values.ShouldHaveSingleItem().Error.ShouldBe("At once.");
    }

    [Fact]
    public void Call_that_is_cancelled_by_its_own_code_is_a_failure()
    {
        var run = new AsyncRun(_calls.Ask, policy: ErrorPolicy.Divert);
        run.Send(1);

        _calls.Cancel(1);
        run.GoOn();

        run.Failed.Values.ShouldHaveSingleItem().ErrorType.ShouldBe(typeof(TaskCanceledException).FullName);
    }

    [Fact]
    public void Sequence_that_throws_halfway_leaves_no_result()
    {
        var run = new AsyncRun(stream => stream.FlatMapAsync((record, _) => Task.FromResult(Halfway(record)), name: "calls"), ErrorPolicy.Divert);

        run.Send(1, 2);

        run.Log.ShouldBe(["2a", "2b"]);
        run.Failed.Values.Select(f => f.Error).ShouldBe(["Halfway."]);
    }

    [Fact]
    public void Sequence_that_is_missing_is_a_failure()
    {
        var run = new AsyncRun(stream => stream.FlatMapAsync((_, _) => Task.FromResult<IEnumerable<string>>(null!), name: "calls"), ErrorPolicy.Divert);

        run.Send(1);

        run.Failed.Values.ShouldHaveSingleItem().Error.ShouldBe("The call answered null in place of results.");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_no_matter_of_the_record_ends_the_attempt_whatever_the_policy(bool atOnce)
    {
        var options = new AsyncOptions { Retry = new AsyncRetry() };
        var answer = new TaskCompletionSource<string>();
        var run = new AsyncRun((_, _) => atOnce ? throw new OutOfMemoryException() : answer.Task, options, ErrorPolicy.Skip);

        Should.Throw<OutOfMemoryException>(() =>
        {
            run.Send(1);
            answer.SetException(new OutOfMemoryException());
            run.GoOn();
        });
    }

    [Fact]
    public void End_of_the_operator_cancels_what_is_in_flight_and_hears_no_answer()
    {
        var run = new AsyncRun(_calls.Ask);
        run.Send(1, 2, 3);
        _calls.Answer(3);

        run.Operator.Dispose();

        _calls.Tokens[1].IsCancellationRequested.ShouldBeTrue();
        _calls.Tokens[2].IsCancellationRequested.ShouldBeTrue();
        _calls.Answer(1);
        _calls.Fail(2);
        run.GoOn();
        run.Log.ShouldBeEmpty();
    }

    [Fact]
    public void Token_that_throws_does_not_keep_the_others_from_being_cancelled()
    {
        var run = new AsyncRun(_calls.Ask);
        run.Send(1, 2);
        _calls.Tokens[1].Register(() => throw new InvalidOperationException("In a callback."));

        Should.Throw<AggregateException>(run.Operator.Dispose);

        _calls.Tokens[2].IsCancellationRequested.ShouldBeTrue();
    }

    private static IEnumerable<string> Halfway(int record)
    {
        yield return $"{record}a";
        yield return record % 2 == 0 ? $"{record}b" : throw new InvalidOperationException("Halfway.");
    }
}
