using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Tests.Execution;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Tests.Async;

/// <summary>In which order results come, among themselves and among watermarks.</summary>
public class AsyncOrderTests
{
    private static readonly AsyncOptions Unordered = new() { Ordered = false };

    private readonly PlayedCalls _calls = new();

    [Fact]
    public void Results_in_order_wait_for_the_first()
    {
        var run = new AsyncRun(_calls.Ask);
        run.Send(1, 2, 3);

        _calls.Answer(3, 2);
        run.GoOn();
        run.TakeLog().ShouldBeEmpty();

        _calls.Answer(1);
        run.GoOn();
        run.Log.ShouldBe(["1", "2", "3"]);
        run.Results.Select(r => r.Timestamp).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public void Results_out_of_order_come_as_they_are_answered()
    {
        var run = new AsyncRun(_calls.Ask, Unordered);
        run.Send(1, 2, 3);

        _calls.Answer(3);
        run.GoOn();
        _calls.Answer(1, 2);
        run.GoOn();

        run.Log.ShouldBe(["3", "1", "2"]);
        run.Results.Select(r => r.Timestamp).ShouldBe([3, 1, 2]);
    }

    [Fact]
    public void Watermark_in_order_waits_for_the_results_before_it_and_for_no_other()
    {
        var run = new AsyncRun(_calls.Ask);
        run.Send(1, 2);
        run.Advance(2);
        run.Send(3);

        _calls.Answer(1);
        run.GoOn();
        run.TakeLog().ShouldBe(["1"]);

        _calls.Answer(2);
        run.GoOn();
        run.TakeLog().ShouldBe(["2", "W2"]);

        _calls.Answer(3);
        run.GoOn();
        run.Log.ShouldBe(["3"]);
    }

    [Fact]
    public void No_result_out_of_order_passes_a_watermark()
    {
        var run = new AsyncRun(_calls.Ask, Unordered);
        run.Send(1, 2);
        run.Advance(2);
        run.Send(3, 4);
        run.Advance(4);
        run.Send(5);

        _calls.Answer(5, 4);
        run.GoOn();
        run.TakeLog().ShouldBeEmpty();

        _calls.Answer(2);
        run.GoOn();
        run.TakeLog().ShouldBe(["2"]);

        _calls.Answer(1);
        run.GoOn();
        run.TakeLog().ShouldBe(["1", "W2", "4"]);

        _calls.Answer(3);
        run.GoOn();
        run.Log.ShouldBe(["3", "W4", "5"]);
    }

    [Fact]
    public void No_result_out_of_order_passes_a_rise_of_event_time_within_a_batch()
    {
        var run = new AsyncRun(_calls.Ask, Unordered, carriesTime: true);
        run.SendTimed((1, 0), (2, 0), (3, 2), (4, 2), (5, 4));

        _calls.Answer(5, 4, 2);
        run.GoOn();
        run.TakeLog().ShouldBe(["2"]);

        _calls.Answer(1);
        run.GoOn();
        _calls.Answer(3);
        run.GoOn();
        run.Log.ShouldBe(["1", "4", "3", "5"]);
        run.Results.Select(r => r.Watermark).ShouldBe([0, 0, 2, 2, 4]);
    }

    [Fact]
    public void Results_say_how_far_event_time_was_before_their_records()
    {
        var run = new AsyncRun(_calls.Ask, carriesTime: true);
        run.SendTimed((1, Watermarks.Min), (2, 1));
        run.Advance(2);
        run.SendTimed((3, 1));

        _calls.Answer(3, 2, 1);
        run.GoOn();

        run.Results.Select(r => (r.Value, r.Watermark)).ShouldBe([("1", Watermarks.Min), ("2", 1), ("3", 2)]);
    }

    [Fact]
    public void Watermark_with_nothing_in_flight_goes_on_at_once()
    {
        var run = new AsyncRun(_calls.Ask);

        run.Advance(7);

        run.Log.ShouldBe(["W7"]);
    }

    [Fact]
    public void Watermarks_with_no_record_between_them_are_one()
    {
        var run = new AsyncRun(_calls.Ask);
        run.Send(1);
        run.Advance(3);
        run.Advance(5);
        run.SetIdle(true);
        run.SetIdle(false);
        run.Advance(6);

        _calls.Answer(1);
        run.GoOn();

        run.Log.ShouldBe(["1", "W6"]);
    }

    [Fact]
    public void Word_that_the_input_is_idle_waits_for_the_results()
    {
        var run = new AsyncRun(_calls.Ask);
        run.Send(1);
        run.SetIdle(true);
        run.TakeLog().ShouldBeEmpty();

        _calls.Answer(1);
        run.GoOn();

        run.Log.ShouldBe(["1", "idle"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void End_of_the_input_waits_for_all_results(bool ordered)
    {
        var run = new AsyncRun(_calls.Ask, new AsyncOptions { Ordered = ordered });
        run.Send(1, 2);
        run.End();

        _calls.Answer(2, 1);
        run.GoOn();

        run.Log.ShouldBe(ordered ? ["1", "2", "end"] : ["2", "1", "end"]);
    }

    [Fact]
    public void Calls_that_have_answered_when_they_return_keep_their_order()
    {
        var run = new AsyncRun((record, _) => Task.FromResult($"{record}"), new AsyncOptions { MaxInFlight = 3, Ordered = false });

        run.Send(Enumerable.Range(0, 5000));
        run.Advance(4999);

        run.Log.ShouldBe([.. Enumerable.Range(0, 5000).Select(i => $"{i}"), "W4999"]);
    }

    [Fact]
    public void Answers_with_many_results_come_together_and_with_the_timestamp_of_their_record()
    {
        var open = new Dictionary<int, TaskCompletionSource<IEnumerable<string>>>();
        var run = new AsyncRun(stream => stream.FlatMapAsync((record, _) => (open[record] = new()).Task, name: "calls"));
        run.Send(1, 2, 3);

        open[2].SetResult([]);
        open[3].SetResult(["3a", "3b"]);
        open[1].SetResult(["1a", "1b", "1c"]);
        run.GoOn();

        run.Results.Select(r => (r.Value, r.Timestamp)).ShouldBe([("1a", 1), ("1b", 1), ("1c", 1), ("3a", 3), ("3b", 3)]);
    }

    [Fact]
    public void Changes_of_rows_are_refused()
    {
        var run = new AsyncRun(_calls.Ask);

        Should.Throw<StreamProcessingException>(() => run.Operator.Inputs[0].Deliver(Feeding.Changes((1, 0L, RowKind.Delete))))
            .Message.ShouldStartWith("The operator 'calls' takes records, but its input has changes of rows");
    }
}
