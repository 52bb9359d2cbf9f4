using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Tests.Execution;
using AkkaStreamProc.Operators.Time;
using CsCheck;

namespace AkkaStreamProc.Operators.Tests.Functions;

/// <summary>Event time inside a batch, and turns that end in the middle of one.</summary>
public class ProcessTimeTests
{
    /// <summary>Records (key, what to do, timestamp), where batches end, which watermarks are told between, and when there is room.</summary>
    private static readonly Gen<((int Key, int Delay, long Step)[] Records, bool[] Cuts, bool[] Tells, bool[] Room)> Histories = Gen.Select(
        Gen.Select(Gen.Int[0, 4], Gen.Int[-6, 12], Gen.Long[-3, 5]).Array[0, 60],
        Gen.Bool.Array[1, 9],
        Gen.Bool.Array[1, 9],
        Gen.Bool.Array[1, 5]);

    /// <summary>Registers, moves and takes back timers, some of them for the past, and says what it sees.</summary>
    private static LambdaFunction Busy() => new(
        (f, record, context) =>
        {
            context.Emit($"{context.Key}+{record.Number}/{context.Watermark}");
            var last = f.Total.HasValue ? f.Total.Value : long.MinValue;
            if (last % 3 == 0)
            {
                context.DeleteEventTimeTimer(last);
            }

            f.Total.Value = context.Timestamp + record.Number;
            context.RegisterEventTimeTimer(f.Total.Value);
        },
        (f, timestamp, context) =>
        {
            context.Emit($"{context.Key}:{timestamp}/{context.Watermark}");
            if (timestamp % 4 == 0)
            {
                context.RegisterEventTimeTimer(timestamp + 2);
            }
        });

    [Fact]
    public void What_comes_out_follows_from_the_order_of_the_records_alone() =>
        Histories.Sample(
            history =>
            {
                var (room, asked) = (history.Room, 0);
                // A room that never comes would never let the operator be done.
                var run = ProcessRun.Fresh(Busy, hasRoom: () => asked++ % 7 == 0 || room[asked % room.Length]);
                var timed = Timed(history.Records);
                var from = 0;
                for (var i = 0; i < timed.Count; i++)
                {
                    if (!history.Cuts[i % history.Cuts.Length] && i + 1 < timed.Count)
                    {
                        continue;
                    }

                    run.SendTimed(timed.Skip(from).Take(i + 1 - from));
                    from = i + 1;
                    if (history.Tells[i % history.Tells.Length] && i + 1 < timed.Count)
                    {
                        run.Advance(timed[i + 1].Watermark);
                    }
                }

                run.Advance(Watermarks.Max);

                run.Take().ShouldBe(Oracle(timed));
            },
            iter: 2_000);

    [Fact]
    public void Timer_fires_before_the_record_that_finds_event_time_behind_it()
    {
        var run = ProcessRun.Fresh(Busy);

        run.SendTimed(("a", 5, 1, Watermarks.Min), ("b", 100, 7, 5), ("a", 100, 8, 6));

        run.Take().ShouldBe([$"a+5/{Watermarks.Min}@1", "b+100/5@7", "a:6/6@6", "a+100/6@8"]);
    }

    [Fact]
    public void Result_of_a_timer_is_not_late_behind_what_it_travels_with()
    {
        var run = ProcessRun.Fresh(Busy, carriesTime: true);

        run.SendTimed(("a", 5, 1, Watermarks.Min), ("b", 10, 7, 2), ("b", 100, 50, 40));

        run.Results.Records.ShouldBe([($"a+5/{Watermarks.Min}", 1), ("b+10/2", 7), ("a:6/6", 6), ("b:17/17", 17), ("b+100/40", 50)]);
        run.Results.Watermarks.ShouldBe([Watermarks.Min, 2, 5, 16, 40]);
    }

    [Fact]
    public void Batch_stops_in_the_middle_where_there_is_no_room_and_goes_on_later()
    {
        var hasRoom = false;
        var run = ProcessRun.Fresh(Busy, hasRoom: () => hasRoom);
        var all = Enumerable.Range(0, 1_000).Select(i => ("k", 1_000L, (long)i, i - 1L)).ToList();

        run.Operator.Inputs[0].Deliver(Feeding.TimedBatch(all.Select(r => ((r.Item1, r.Item2), r.Item3, r.Item4))));

        run.Operator.HasPending.ShouldBeTrue();
        run.Operator.CanFreezeHalfway.ShouldBeTrue();
        var before = run.Take().Count;
        before.ShouldBeInRange(1, 100);
        run.Operator.OnWatermark(2_000).ShouldBeFalse();
        hasRoom = true;
        Feeding.Complete(run.Operator.Continue);
        run.Operator.HasPending.ShouldBeFalse();
        run.Take().Count(r => r.Contains('+')).ShouldBeInRange(1_000 - before - 100, 1_000 - before);
    }

    [Fact]
    public void Function_that_is_slow_yields_within_milliseconds()
    {
        ProcessRun? run = null;
        run = ProcessRun.Fresh(() => new LambdaFunction((_, _, context) =>
        {
            run!.Runtime.Clock.Advance(TimeSpan.FromMilliseconds(1));
            context.Emit("");
        }));

        run.Operator.Feed(Enumerable.Range(0, 2_000).Select(i => (("k", (long)i), (long)i)));

        run.Runtime.Now.ShouldBeLessThan(100);
        Feeding.Complete(run.Operator.Continue).ShouldBeGreaterThan(10);
        run.Take().Count.ShouldBe(2_000);
    }

    [Fact]
    public void Timer_that_registers_itself_again_yields_and_is_named()
    {
        var fired = 0;
        var run = ProcessRun.Fresh(() => new LambdaFunction(
            (_, _, context) => context.RegisterEventTimeTimer(5),
            (_, timestamp, context) =>
            {
                fired++;
                context.RegisterEventTimeTimer(timestamp);
            }));
        run.Send("loop", 1);

        for (var turn = 0; turn < 5; turn++)
        {
            run.Operator.OnWatermark(10).ShouldBeFalse();
            run.Operator.CanFreezeHalfway.ShouldBeTrue();
            run.Operator.HasPending.ShouldBeFalse();
        }

        fired.ShouldBeInRange(10_000, 5 * 4096);
        run.Runtime.Notices.ShouldHaveSingleItem().ShouldStartWith("process: A timer has registered another one not later than itself 10000 times");
        run.Runtime.Notices[0].ShouldContain("'loop'");
    }

    [Fact]
    public void Heartbeat_at_the_end_of_the_input_is_named_after_a_million_and_comes_back_where_it_was()
    {
        var last = 0L;
        LambdaFunction heartbeat() => new(
            (_, _, context) => context.RegisterEventTimeTimer(60),
            (_, timestamp, context) =>
            {
                last = timestamp;
                context.RegisterEventTimeTimer(timestamp + 60);
            });
        var run = ProcessRun.Fresh(heartbeat);
        run.Send("k", 1);
        while (last < 60 * 1_100_000)
        {
            run.Operator.OnWatermark(Watermarks.Max).ShouldBeFalse();
        }

        run.Runtime.Notices.ShouldHaveSingleItem().ShouldContain("1000000 times in a row");

        var stoodAt = last;
        var next = run.Restart(1, heartbeat).Single();
        next.Operator.OnWatermark(Watermarks.Max).ShouldBeFalse();
        last.ShouldBe(stoodAt + (60 * 4096));
    }

    [Fact]
    public void Timer_of_the_clock_that_registers_itself_again_leaves_the_turn_to_others()
    {
        var fired = 0;
        var run = ProcessRun.Fresh(() => new LambdaFunction(
            (_, _, context) => context.RegisterProcessingTimeTimer(context.ProcessingTime),
            (_, timestamp, context) =>
            {
                fired++;
                context.RegisterProcessingTimeTimer(timestamp);
            }));
        run.Operator.Feed((("a", 0L), 0L), (("b", 0L), 0L));

        run.Operator.OnProcessingTime(0).ShouldBeTrue();

        fired.ShouldBe(2);
    }

    [Theory]
    [InlineData(PendingTimers.Fire)]
    [InlineData(PendingTimers.Drop)]
    public void Pending_timers_of_the_clock_fire_or_are_dropped_at_the_end_as_declared(PendingTimers declared)
    {
        var run = ProcessRun.Fresh(() => new LambdaFunction(
            (_, record, context) => context.RegisterProcessingTimeTimer(record.Number),
            (_, timestamp, context) =>
            {
                context.Emit($"{context.Key}:{timestamp}");
                context.RegisterProcessingTimeTimer(timestamp + 1);
            })
        {
            AtEnd = declared,
        });
        run.Operator.Feed((("a", 500L), 0L), (("b", 200L), 0L));

        Feeding.Complete(() => run.Operator.OnWatermark(Watermarks.Max));
        Feeding.Complete(run.Operator.OnEndOfInput);

        run.Take().ShouldBe(declared == PendingTimers.Fire ? ["b:200@200", "a:500@500"] : []);
        run.Operator.NextProcessingTime.ShouldBe(long.MaxValue);
        run.Runtime.Notices.ShouldHaveSingleItem().ShouldContain("2 processing-time timers");
    }

    [Fact]
    public void Event_time_timer_of_a_record_without_a_timestamp_is_an_error_that_names_the_way_out()
    {
        var run = ProcessRun.Fresh(() => new LambdaFunction((_, _, context) => context.RegisterEventTimeTimer(context.Timestamp + 3_600_000)));

        var error = Should.Throw<StreamProcessingException>(() => run.Send("a", 1, RecordBatch.NoTimestamp));

        error.Message.ShouldContain("'process'");
        error.Message.ShouldContain("'a'");
        error.Message.ShouldContain("WithTimestamps");
    }

    [Fact]
    public void Function_that_says_it_does_not_use_event_time_may_not()
    {
        var run = ProcessRun.Fresh(() => new LambdaFunction((_, _, context) => context.Emit($"{context.Watermark}")) { AsksForTime = false });

        Should.Throw<StreamProcessingException>(() => run.Send("a", 1)).Message.ShouldContain("'process' asks for the watermark");
    }

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(long.MinValue + 1)]
    [InlineData(long.MaxValue - 1)]
    [InlineData(long.MaxValue)]
    public void Timer_at_an_end_of_time_fires_once(long timestamp)
    {
        var run = ProcessRun.Fresh(
            () => new LambdaFunction((_, _, context) => context.RegisterEventTimeTimer(timestamp), (_, t, context) => context.Emit($"{t}")),
            carriesTime: true);
        run.Send("a", 1);
        run.Take().ShouldBeEmpty();

        run.Advance(Watermarks.Min);
        run.Take().ShouldBeEmpty();
        run.Advance(10);
        run.Advance(Watermarks.Max);

        run.Take().ShouldBe([$"{timestamp}@{timestamp}"]);
    }

    /// <summary>The watermark before each record, of records that come out of order by at most 2.</summary>
    private static List<(string Key, long Number, long Timestamp, long Watermark)> Timed((int Key, int Delay, long Step)[] records)
    {
        var timed = new List<(string, long, long, long)>();
        var (now, latest) = (0L, long.MinValue);
        foreach (var (key, delay, step) in records)
        {
            now += step;
            timed.Add(($"k{key}", delay, now, latest == long.MinValue ? Watermarks.Min : latest - 3));
            latest = Math.Max(latest, now);
        }

        return timed;
    }

    /// <summary>What <see cref="Busy"/> must emit, with the timers in a sorted list.</summary>
    private static List<string> Oracle(List<(string Key, long Number, long Timestamp, long Watermark)> records)
    {
        var output = new List<string>();
        var timers = new SortedSet<(long Time, ulong Hash, string Key)>();
        var last = new Dictionary<string, long>();
        var now = Watermarks.Min;
        void fire(long upTo)
        {
            while (upTo != Watermarks.Min && timers.Count > 0 && timers.Min.Time <= upTo)
            {
                var (time, hash, key) = timers.Min;
                timers.Remove(timers.Min);
                now = Math.Max(now, time);
                output.Add($"{key}:{time}/{now}@{time}");
                if (time % 4 == 0)
                {
                    timers.Add((time + 2, hash, key));
                }
            }

            now = Math.Max(now, upTo);
        }

        foreach (var (key, number, timestamp, watermark) in records)
        {
            fire(watermark);
            output.Add($"{key}+{number}/{now}@{timestamp}");
            if (last.TryGetValue(key, out var former) && former % 3 == 0)
            {
                timers.Remove((former, KeyHash<string>.Of(key), key));
            }

            last[key] = timestamp + number;
            timers.Add((timestamp + number, KeyHash<string>.Of(key), key));
            fire(now);
        }

        fire(Watermarks.Max);
        return output;
    }
}
