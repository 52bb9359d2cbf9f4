using AkkaStreamProc.Operators.Tests.Execution;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Tests.Functions;

public class ProcessTimerTests
{
    private static LambdaFunction Registering() => new(
        (_, record, context) => context.RegisterEventTimeTimer(record.Number),
        (_, timestamp, context) => context.Emit($"{context.Key}:{timestamp}/{context.Watermark}"));

    [Fact]
    public void Timers_fire_in_the_order_of_their_timestamps_once_the_watermark_has_come()
    {
        var run = ProcessRun.Fresh(Registering);
        foreach (var (key, time) in (IEnumerable<(string, long)>)[("a", 30), ("b", 10), ("c", 20), ("a", -5), ("a", 30), ("d", 21)])
        {
            run.Send(key, time);
        }

        run.Advance(20);
        run.Take().ShouldBe(["a:-5/-5@-5", "b:10/10@10", "c:20/20@20"]);
        run.Advance(Watermarks.Max);

        run.Take().ShouldBe(["d:21/21@21", "a:30/30@30"]);
    }

    [Fact]
    public void Timer_registered_in_a_timer_fires_in_the_same_turn_where_it_is_due()
    {
        var run = ProcessRun.Fresh(() => new LambdaFunction(
            (_, record, context) => context.RegisterEventTimeTimer(record.Number),
            (_, timestamp, context) =>
            {
                context.Emit($"{timestamp}");
                context.RegisterEventTimeTimer(timestamp + 10);
            }));
        run.Send("a", 5);

        run.Advance(30);
        run.Take().ShouldBe(["5@5", "15@15", "25@25"]);
        run.Advance(35);

        run.Take().ShouldBe(["35@35"]);
    }

    [Fact]
    public void Timer_that_is_taken_back_does_not_fire()
    {
        var run = ProcessRun.Fresh(() => new LambdaFunction(
            (_, record, context) =>
            {
                context.RegisterEventTimeTimer(10);
                if (record.Number == 0)
                {
                    context.DeleteEventTimeTimer(10);
                }
            },
            (_, _, context) => context.Emit(context.Key)));
        run.Operator.Feed((("a", 0L), 0L), (("b", 1L), 0L));

        run.Advance(10);

        run.Take().ShouldBe(["b@10"]);
    }

    [Fact]
    public void State_in_a_timer_is_that_of_the_timers_key()
    {
        var run = ProcessRun.Fresh(() => new LambdaFunction(
            (f, record, context) =>
            {
                f.Total.Value += record.Number;
                context.RegisterEventTimeTimer(10);
            },
            (f, _, context) => context.Emit($"{context.Key}={f.Total.Value}")));
        run.Operator.Feed((("a", 1L), 0L), (("b", 2L), 0L), (("a", 3L), 0L));

        run.Advance(10);

        run.Take().ShouldBe(["a=4@10", "b=2@10"], ignoreOrder: true);
    }

    [Fact]
    public void Timers_of_the_clock_fire_by_the_clock()
    {
        var run = ProcessRun.Fresh(() => new LambdaFunction(
            (_, record, context) => context.RegisterProcessingTimeTimer(context.ProcessingTime + record.Number),
            (_, timestamp, context) => context.Emit($"{context.Key}:{timestamp}")));
        run.Runtime.Now = 1_000;
        run.Operator.Feed((("a", 500L), 0L), (("b", 200L), 0L));
        run.Operator.NextProcessingTime.ShouldBe(1_200);
        run.Advance(Watermarks.Max);
        run.Take().ShouldBeEmpty();

        run.Operator.OnProcessingTime(1_200).ShouldBeTrue();
        run.Take().ShouldBe(["b:1200@1200"]);
        run.Operator.OnProcessingTime(2_000).ShouldBeTrue();

        run.Take().ShouldBe(["a:1500@1500"]);
        run.Operator.NextProcessingTime.ShouldBe(long.MaxValue);
    }

    [Fact]
    public void Storm_of_timers_yields_and_loses_none()
    {
        var calls = 0;
        var run = ProcessRun.Fresh(Registering, hasRoom: () => ++calls % 2 == 0);
        run.Operator.Feed(Enumerable.Range(0, 10_000).Select(i => (($"k{i % 7}", (long)i), 0L)));

        Feeding.Complete(() => run.Operator.OnWatermark(20_000)).ShouldBeGreaterThan(2);

        run.Results.Take().Select(r => r.Timestamp).ShouldBe(Enumerable.Range(0, 10_000).Select(i => (long)i));
    }

    [Fact]
    public void Timers_come_back_with_the_key_they_belong_to()
    {
        var run = ProcessRun.Fresh(Registering);
        run.Operator.Feed(Enumerable.Range(0, 30).Select(i => (($"k{i}", (long)(i % 5)), 0L)));
        run.Send("gone", 1);
        run.Advance(1);
        run.Take().Count.ShouldBe(13);

        var next = run.Restart(4, Registering, beforeWriting: () => run.Send("later", 3));
        var fired = next.SelectMany(r =>
        {
            r.Advance(4);
            var own = r.Results.Take();
            own.ShouldAllBe(f => r.Owns(f.Value.Substring(0, f.Value.IndexOf(':'))));
            return own.Select(f => f.Timestamp);
        });

        fired.Order().ShouldBe([.. Enumerable.Repeat(2L, 6), .. Enumerable.Repeat(3L, 6), .. Enumerable.Repeat(4L, 6)]);
    }

    [Fact]
    public void Watermark_below_the_restored_one_does_not_set_the_function_back()
    {
        var run = ProcessRun.Fresh(Registering);
        run.Advance(100);
        var next = run.Restart(1, () => new LambdaFunction((_, _, context) => context.Emit($"{context.Watermark}"))).Single();

        next.Advance(50);
        next.Send("a", 1);

        next.Take().ShouldBe(["100@0"]);
    }
}
