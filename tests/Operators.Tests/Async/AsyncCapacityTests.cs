namespace AkkaStreamProc.Operators.Tests.Async;

/// <summary>How many records are in flight.</summary>
public class AsyncCapacityTests
{
    private readonly PlayedCalls _calls = new();

    [Fact]
    public void No_more_calls_begin_than_may_be_in_flight_within_a_batch_too()
    {
        var run = new AsyncRun(_calls.Ask, new AsyncOptions { MaxInFlight = 2 });

        run.Send(1, 2, 3, 4);
        _calls.TakeAsked().ShouldBe([1, 2]);
        run.Reads.ShouldBeFalse();

        _calls.Answer(1);
        run.GoOn();
        _calls.TakeAsked().ShouldBe([3]);
        run.Reads.ShouldBeFalse();

        _calls.Answer(2, 3);
        run.GoOn();
        _calls.TakeAsked().ShouldBe([4]);
        run.Reads.ShouldBeTrue();
        run.Log.ShouldBe(["1", "2", "3"]);
    }

    [Fact]
    public void Answer_that_waits_for_one_before_it_still_counts_in_order()
    {
        var run = new AsyncRun(_calls.Ask, new AsyncOptions { MaxInFlight = 2 });
        run.Send(1, 2, 3);

        _calls.Answer(2);
        run.GoOn();

        _calls.Asked.ShouldBe([1, 2]);
    }

    [Fact]
    public void Answer_that_waits_for_a_watermark_still_counts_out_of_order()
    {
        var run = new AsyncRun(_calls.Ask, new AsyncOptions { MaxInFlight = 2, Ordered = false });
        run.Send(1);
        run.Advance(1);
        run.Send(2, 3);

        _calls.Answer(2);
        run.GoOn();
        _calls.Asked.ShouldBe([1, 2]);

        _calls.Answer(1);
        run.GoOn();
        _calls.Asked.ShouldBe([1, 2, 3]);
    }

    [Fact]
    public void Records_that_come_nevertheless_wait_in_their_order()
    {
        var run = new AsyncRun(_calls.Ask, new AsyncOptions { MaxInFlight = 1 });
        run.Send(1, 2);
        run.Send(3);
        run.Advance(3);

        for (var record = 1; record <= 3; record++)
        {
            _calls.Answer(record);
            run.GoOn();
        }

        _calls.Asked.ShouldBe([1, 2, 3]);
        run.Log.ShouldBe(["1", "2", "3", "W3"]);
    }

    [Fact]
    public void Memory_of_records_in_flight_is_told_until_they_leave()
    {
        var run = new AsyncRun(_calls.Ask);
        run.Send(1, 2);
        run.Operator.MeasureMemory().Buffers.ShouldBeGreaterThan(0);

        _calls.Answer(1, 2);
        run.GoOn();

        run.Operator.MeasureMemory().Total.ShouldBe(0);
    }

    [Fact]
    public void Options_that_cannot_be_are_refused()
    {
        Should.Throw<StreamProcessingException>(() => new AsyncOptions { MaxInFlight = 0 }).Message.ShouldContain("MaxInFlight");
        Should.Throw<StreamProcessingException>(() => new AsyncOptions { Timeout = TimeSpan.Zero }).Message.ShouldContain("Timeout");
        Should.Throw<StreamProcessingException>(() => new AsyncRetry { MaxAttempts = 0 }).Message.ShouldContain("MaxAttempts");
        Should.Throw<StreamProcessingException>(() => new AsyncRetry { InitialDelay = TimeSpan.FromTicks(-1) }).Message.ShouldContain("InitialDelay");
        Should.Throw<StreamProcessingException>(() => new AsyncRetry { MaxDelay = TimeSpan.FromTicks(-1) }).Message.ShouldContain("MaxDelay");
        Should.Throw<StreamProcessingException>(() => new AsyncRetry { Factor = double.NaN }).Message.ShouldContain("Factor");
        new AsyncOptions { Timeout = Timeout.InfiniteTimeSpan }.Timeout.ShouldBe(Timeout.InfiniteTimeSpan);
    }
}
