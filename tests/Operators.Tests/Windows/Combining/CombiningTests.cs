using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Fusion;
using AkkaStreamProc.Operators.Tests.Execution;
using AkkaStreamProc.Operators.Time;
using AkkaStreamProc.Operators.Windows;
using AkkaStreamProc.Operators.Windows.Combining;

namespace AkkaStreamProc.Operators.Tests.Windows.Combining;

public class CombiningTests
{
    private static readonly TumblingWindows Tens = TumblingWindows.OfEventTime(TimeSpan.FromMilliseconds(10));

    [Fact]
    public void Records_of_a_key_and_window_are_sent_as_one_when_the_window_closes()
    {
        var run = Counting();
        run.Send(0, Sales(100, shops: 5, from: 0, to: 19));

        run.Advance(0, 8);
        run.Sent.ShouldBe(0);
        run.Advance(0, 9);
        run.Sent.ShouldBe(5);
        run.In.ShouldBe(50);
        run.TakeResults().Select(r => (r.Value.Key, r.Value.Window.Start, r.Value.Value)).Order()
            .ShouldBe(Enumerable.Range(0, 5).Select(shop => (shop, 0L, 10L)));
        run.Advance(0, Watermarks.Max);

        run.Sent.ShouldBe(10);
        run.In.ShouldBe(100);
    }

    [Fact]
    public void Changes_of_rows_are_passed_on_with_their_kinds_behind_what_was_combined()
    {
        var channel = new RecordingChannel();
        var router = new CombiningRouter<Sale, int, byte, long, CountAggregate>(
            [channel], maxParallelism: 16, Tens, default, ColumnCompiler.Compile<Sale, int>(s => s.Shop), inputs: null);
        router.Receive(Feeding.Batch(Enumerable.Repeat((new Sale(1, 1), 3L), 10)));
        channel.Batches.ShouldBeEmpty();

        router.Receive(Feeding.Changes((new Sale(1, 1), 3L, RowKind.Insert), (new Sale(1, 1), 4L, RowKind.Delete)));
        router.Flush();

        channel.Batches.Select(b => b.Count).ShouldBe([1, 2]);
        ((RecordBatch<Partial<int, long>>)channel.Batches[0]).Values[0].ShouldBe(new Partial<int, long>(1, 10));
        channel.Batches[1].Kinds.ToArray().ShouldBe([RowKind.Insert, RowKind.Delete]);
    }

    /// <summary>Keeps the batches of whatever type.</summary>
    private sealed class RecordingChannel : IChannel
    {
        public List<RecordBatch> Batches { get; } = [];

        public void Send(RecordBatch batch) => Batches.Add(batch);
    }

    [Fact]
    public void Everything_is_sent_before_a_barrier()
    {
        var run = Counting();
        run.Send(0, Sales(100, shops: 5, from: 0, to: 19));

        run.Flush(0);

        (run.Sent, run.In).ShouldBe((10, 100));
    }

    [Fact]
    public void Records_of_a_partial_aggregate_that_comes_late_are_counted_one_by_one()
    {
        var run = ShuffledWindows<long>.Of(Tens, w => w.Count(), usesLateRecords: false, senders: 2);
        run.Tell(0, isIdle: true);
        run.Advance(1, 9);
        run.Tell(0, isIdle: false);

        run.Send(0, Sales(80, shops: 2, from: 0, to: 39));
        run.Flush(0);

        (run.Sent, run.In, run.Late).ShouldBe((8, 80, 20));
    }

    [Fact]
    public void Records_of_a_window_that_the_sender_has_closed_are_passed_on_at_once()
    {
        var run = ShuffledWindows<long>.Of(Tens, w => w.Count(), usesLateRecords: false, senders: 2);
        run.Advance(0, 20);

        run.Send(0, (new Sale(1, 1), 5L), (new Sale(1, 1), 25L));
        run.In.ShouldBe(1);
        run.Advance(1, 20);

        run.TakeResults().ShouldBe([(new(1, new Window(0, 10), 1), 9)]);
        run.Late.ShouldBe(0);
    }

    [Fact]
    public void Records_whose_keys_do_not_repeat_are_passed_on_and_tried_again_ever_more_seldom()
    {
        var run = Counting();
        var passed = new List<bool>();
        for (var batch = 0; batch < 300; batch++)
        {
            run.Send(0, Enumerable.Range(batch * 100, 100).Select(shop => (new Sale(shop, 1), 5L)));
            // What is passed on to the only receiver is sent at once, what is combined is not.
            passed.Add(run.In == (batch + 1) * 100);
            run.Flush(0);
            run.In.ShouldBe((batch + 1) * 100);
        }

        var tries = passed.Select((isPassed, batch) => (isPassed, batch)).Where(p => !p.isPassed).Select(p => p.batch).ToList();
        tries.ShouldBe([0, 2, 5, 10, 19, 36, 69, 134, 199, 264]);
    }

    [Fact]
    public void Records_whose_keys_repeat_again_are_combined_again()
    {
        var run = Counting();
        run.Send(0, Sales(100, shops: 100, from: 0, to: 0));
        run.Flush(0);
        run.Send(0, Sales(100, shops: 1, from: 0, to: 0));
        run.Sent.ShouldBe(200);

        run.Send(0, Sales(100, shops: 1, from: 0, to: 0));
        run.Flush(0);
        run.Send(0, Sales(100, shops: 1, from: 0, to: 0));
        run.Flush(0);

        run.Sent.ShouldBe(202);
    }

    [Fact]
    public void Partial_aggregates_do_not_overtake_records_that_were_passed_on()
    {
        var run = ShuffledWindows<Rated>.Of(Tens, w => w.Max(s => new Rated(0, s.Amount)), usesLateRecords: false, receivers: 2);
        run.Send(0, (new Sale(0, 0), 1L));
        run.Flush(0);
        run.Send(0, (new Sale(1, 10), 1L));
        run.Sent.ShouldBe(1, "it is passed on, but its batch is not full");
        run.Send(0, (new Sale(1, 11), 1L));

        run.Advance(0, 9);

        run.TakeResults().Single(r => r.Value.Key == 1).Value.Value.Amount.ShouldBe(10);
    }

    [Fact]
    public void Records_of_more_windows_than_are_kept_open_lose_nothing()
    {
        var run = Counting();
        run.Send(0, Sales(1000, shops: 1, from: 0, to: 9990, step: 10));

        run.Advance(0, Watermarks.Max);

        run.TakeResults().Select(r => (r.Value.Window.Start, r.Value.Value)).ShouldBe(Enumerable.Range(0, 1000).Select(i => (i * 10L, 1L)));
    }

    [Fact]
    public void Keys_of_all_open_windows_share_the_room()
    {
        var run = ShuffledWindows<long>.OfCounts(Tens, maxPartials: 20);
        run.Send(0, [.. Repeated(shops: 8, at: 5), .. Repeated(shops: 8, at: 95)]);
        run.Advance(0, 9);
        run.Sent.ShouldBe(8);

        run.Send(0, [.. Repeated(shops: 11, at: 15)]);
        run.Sent.ShouldBe(8);
        run.Send(0, [.. Repeated(shops: 1, at: 25)]);

        run.Sent.ShouldBe(8 + 20);
    }

    [Fact]
    public void Sum_of_a_part_may_overflow_where_that_of_all_records_does_not()
    {
        var run = ShuffledWindows<long>.Of(Tens, w => w.Sum(s => s.Amount), usesLateRecords: false, senders: 2);
        run.Send(0, (new Sale(1, -10), 1L));
        run.Flush(0);
        run.Send(1, (new Sale(1, long.MaxValue), 1L), (new Sale(1, 5), 1L));
        run.Flush(1);
        run.Advance(0, 9);
        run.Advance(1, 9);
        run.TakeResults().Single().Value.Value.ShouldBe(long.MaxValue - 5);

        Should.Throw<UserFunctionException>(() =>
        {
            run.Send(1, (new Sale(1, long.MinValue), 11L), (new Sale(1, -1), 11L));
            run.Flush(1);
        }).InnerException.ShouldBeOfType<OverflowException>();
    }

    [Fact]
    public void Record_without_a_timestamp_is_answered_by_the_operator()
    {
        var run = Counting();

        var error = Should.Throw<StreamProcessingException>(() => run.Send(0, (new Sale(1, 1), 5L), (new Sale(1, 1), RecordBatch.NoTimestamp)));

        error.Message.ShouldContain("'window' windows by event time, but its records have no timestamps");
    }

    [Theory]
    [InlineData(1, 0, long.MaxValue)]
    [InlineData(7, 0, long.MaxValue)]
    [InlineData(8, 0, long.MinValue + 1)]
    [InlineData(10, 0, long.MinValue + 1)]
    [InlineData(10, 3, long.MaxValue - 1)]
    public void Records_at_the_ends_of_time_come_into_the_windows_they_would_come_into_by_themselves(int size, int offset, long timestamp)
    {
        var windows = TumblingWindows.OfEventTime(TimeSpan.FromMilliseconds(size), TimeSpan.FromMilliseconds(offset));
        var runs = new[] { false, true }.Select(usesLateRecords => ShuffledWindows<long>.Of(windows, w => w.Count(), usesLateRecords)).ToList();
        foreach (var run in runs)
        {
            run.Send(0, (new Sale(1, 1), timestamp), (new Sale(1, 1), timestamp));
            run.Flush(0);
            run.Advance(0, Watermarks.Max);
        }

        runs[0].TakeResults().ShouldBe(runs[1].TakeResults());
        runs[0].Late.ShouldBe(runs[1].Late);
    }

    [Fact]
    public void Batch_that_begins_a_window_too_many_is_combined_nevertheless()
    {
        var run = Counting();
        for (var window = 0; window < 33; window++)
        {
            run.Send(0, Repeated(shops: 1, at: 10 * window));
        }

        run.Sent.ShouldBe(32);
        run.Flush(0);
        run.Sent.ShouldBe(33);
    }

    [Fact]
    public void Flush_just_behind_another_does_not_decide_by_itself()
    {
        var run = Counting();
        run.Send(0, Sales(1000, shops: 50, from: 0, to: 9));
        run.Flush(0);
        run.Send(0, Sales(50, shops: 50, from: 0, to: 9));
        run.Flush(0);
        run.Sent.ShouldBe(100);

        run.Send(0, Sales(50, shops: 50, from: 0, to: 9));

        run.Sent.ShouldBe(100, "records are still combined");
    }

    private static ShuffledWindows<long> Counting() => ShuffledWindows<long>.Of(Tens, w => w.Count(), usesLateRecords: false);

    private static IEnumerable<(Sale, long)> Repeated(int shops, long at) => Sales(10 * shops, shops, at, at);

    private static IEnumerable<(Sale, long)> Sales(int count, int shops, long from, long to, int step = 1) =>
        Enumerable.Range(0, count).Select(i => (new Sale(i % shops, 1), from + i / shops % ((to - from) / step + 1) * step));
}
