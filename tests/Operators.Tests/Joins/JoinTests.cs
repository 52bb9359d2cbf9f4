using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Faults;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Tests.Execution;
using AkkaStreamProc.Operators.Time;
using AkkaStreamProc.Operators.Windows;
using CsCheck;

namespace AkkaStreamProc.Operators.Tests.Joins;

public class JoinTests
{
    private static readonly TimeSpan Ten = TimeSpan.FromMilliseconds(10);

    [Fact]
    public void Pair_is_emitted_when_both_are_there_and_a_single_record_when_it_is_sure_to_be_one()
    {
        var run = Left();
        run.First(new Item(1, 1), 100);
        run.First(new Item(1, 2), 105);
        run.Second(new Item(1, 3), 112);
        run.Take().ShouldBe(["2+3@112"]);
        run.Advance(109);
        run.Take().ShouldBeEmpty();
        run.Advance(110);
        run.Take().ShouldBe(["1+@110"]);
        run.Advance(1_000);
        run.Take().ShouldBeEmpty();
    }

    [Fact]
    public void Nothing_is_kept_once_nothing_can_come()
    {
        var run = new JoinRun<string>(streams => streams.Within(-Ten, Ten).Join((first, second) => $"{first}+{second}"));
        var bytes = new List<long>();
        for (var round = 0; round < 10; round++)
        {
            for (var key = round * 2_000; key < (round + 1) * 2_000; key++)
            {
                run.First(new Item(key, key), (10_000 * round) + (key % 10));
                run.Second(new Item(key, key), (10_000 * round) + 5);
            }

            run.Take().Count.ShouldBe(2_000);
            run.Advance(10_000 * round + 5_000);
            bytes.Add(run.StateBytes);
        }

        // Twenty thousand keys have come: what stays is of the last few thousand, those that wait twice their time.
        bytes.Last().ShouldBeLessThan(3 * bytes[2] / 2);
    }

    [Fact]
    public void Record_for_which_the_selector_throws_is_left_out_whole_and_joins_nothing()
    {
        var run = new JoinRun<string>(
            streams => streams.Within(TimeSpan.Zero, Ten).LeftJoin((first, second) => second?.Number == 7 ? throw new InvalidOperationException("As told.") : $"{first}+{second}"),
            policy: ErrorPolicy.Skip);
        run.First(new Item(1, 1), 100);
        run.Second(new Item(1, 7), 101);
        run.Take().ShouldBeEmpty();
        run.Advance(200);

        run.Take().ShouldBe(["1+@110"], "it is in no pair");
    }

    [Fact]
    public void Selector_that_throws_for_a_record_that_waited_fails_the_job()
    {
        var run = new JoinRun<string>(streams => streams.Within(TimeSpan.Zero, Ten).LeftJoin((first, second) => second!.ToString()), policy: ErrorPolicy.Skip);
        run.First(new Item(1, 1), 100);

        Should.Throw<UserFunctionException>(() => run.Advance(200)).Message.ShouldContain("The operator 'join' failed for the result at 1970-01-01T00:00:00.11");
    }

    [Fact]
    public void Record_without_a_timestamp_is_refused() =>
        Should.Throw<StreamProcessingException>(() => Left().First(new Item(1, 1), RecordBatch.NoTimestamp))
            .Message.ShouldBe("The operator 'join' joins by event time, but a record has no timestamp. Give both sources a watermark strategy with a timestamp.");

    [Fact]
    public void Interval_that_ends_before_it_begins_is_refused() =>
        Should.Throw<StreamProcessingException>(() => new JoinRun<string>(streams => streams.Within(Ten, -Ten).Join((first, second) => "")))
            .Message.ShouldBe("Records cannot be joined from 00:00:00.0100000 to -00:00:00.0100000 apart: the second must not be less than the first, and both must be whole milliseconds.");

    [Fact]
    public void Intervals_as_long_as_time_itself_do_not_overflow()
    {
        var run = new JoinRun<string>(streams => streams.Within(TimeSpan.FromDays(-10_000_000), TimeSpan.FromDays(10_000_000)).FullJoin((first, second) => $"{first}+{second}"));
        run.First(new Item(1, 1), long.MaxValue - 5);
        run.Second(new Item(1, 2), long.MaxValue - 3);
        run.Second(new Item(2, 3), -5);
        run.Advance(Watermarks.Max);

        run.Take().ShouldBe([$"1+2@{long.MaxValue - 3}", $"+3@{-5 + (long)TimeSpan.FromDays(10_000_000).TotalMilliseconds}"]);
    }

    [Fact]
    public void Rows_that_need_not_wait_go_though_those_of_the_other_side_wait_for_long()
    {
        var run = new JoinRun<string>(streams => streams.Within(TimeSpan.Zero, TimeSpan.FromDays(7)).Join((first, second) => $"{first}+{second}"));
        run.First(new Item(1, 0), 0);
        var before = run.StateBytes;
        for (var number = 1; number <= 200_000; number++)
        {
            run.Second(new Item(1, number), 10 * number);
            if (number % 100 == 0)
            {
                run.Advance(10 * number);
            }
        }

        run.Take().Count.ShouldBe(200_000);
        run.StateBytes.ShouldBeLessThan(before + 50_000, "two seconds of them");
    }

    [Fact]
    public void Firsts_that_are_in_a_pair_wait_no_longer_where_that_is_all_that_matters()
    {
        var run = new JoinRun<Item>(streams => streams.Within(TimeSpan.Zero, TimeSpan.FromDays(7)).SemiJoin());
        var before = run.StateBytes;
        for (var number = 1; number <= 10_000; number++)
        {
            run.First(new Item(1, number), number);
            run.Second(new Item(1, -number), number);
            run.Advance(number);
        }

        run.Take().Count.ShouldBe(10_000);
        run.StateBytes.ShouldBeLessThan(before + 200_000);
    }

    [Fact]
    public void Keys_whose_version_was_removed_leave_nothing_behind()
    {
        var run = new JoinRun<string>(streams => streams.AsOf(Retention.ForEver, isRemoval: item => item.Number < 0).Join((first, second) => $"{first}+{second}"));
        var bytes = new List<long>();
        for (var round = 0; round < 10; round++)
        {
            for (var key = round * 2_000; key < (round + 1) * 2_000; key++)
            {
                run.Second(new Item(key, 1), 1_000 * round + 1);
                run.Second(new Item(key, -1), 1_000 * round + 20);
                run.First(new Item(key, 2), 1_000 * round + 10);
                run.First(new Item(key, 3), 1_000 * round + 30);
            }

            run.Advance(1_000 * round + 50);
            run.Take().ShouldBe(Enumerable.Repeat($"2+1@{1_000 * round + 10}", 2_000));
            bytes.Add(run.StateBytes);
        }

        bytes.Last().ShouldBeLessThan(2 * bytes.First());
    }

    [Fact]
    public void Versions_that_were_replaced_go_though_nothing_more_comes_of_their_key()
    {
        var run = new JoinRun<string>(streams => streams.AsOf(Retention.ForEver).Join((first, second) => $"{first}+{second}"));
        for (var version = 0; version < 10_000; version++)
        {
            run.Second(new Item(1, version), version);
        }

        var before = run.StateBytes;
        run.Advance(20_000);

        run.StateBytes.ShouldBeLessThan(before / 10);
        run.First(new Item(1, -1), 30_000);
        run.Advance(30_000);
        run.Take().ShouldBe(["-1+9999@30000"]);
    }

    [Fact]
    public void Version_without_a_timestamp_is_refused() =>
        Should.Throw<StreamProcessingException>(() =>
                new JoinRun<string>(streams => streams.AsOf(Retention.ForEver).Join((first, second) => "")).Second(new Item(1, 1), RecordBatch.NoTimestamp))
            .Message.ShouldStartWith("The operator 'join' joins by event time, but a record has no timestamp.");

    [Fact]
    public void Version_that_another_of_its_time_follows_holds_for_nothing()
    {
        var run = new JoinRun<string>(streams => streams.AsOf(Retention.ForEver).Join((first, second) => $"{first}+{second}"));
        run.Second(new Item(1, 1), 100);
        run.Second(new Item(1, 2), 100);
        run.First(new Item(1, 3), 100);
        run.First(new Item(1, 4), 99);
        run.Advance(100);

        run.Take().ShouldBe(["3+2@100"]);
    }

    [Fact]
    public void Thousands_of_versions_of_a_key_leave_the_last_one()
    {
        var run = new JoinRun<string>(streams => streams.AsOf(Retention.ForEver).Join((first, second) => $"{first}+{second}"));
        var before = run.StateBytes;
        for (var version = 0; version < 50_000; version++)
        {
            run.Second(new Item(1, version), version);
            run.Advance(version);
        }

        run.StateBytes.ShouldBeLessThan(before + 5_000);
    }

    /// <summary>All records of both streams, then the end: what each window holds is known.</summary>
    [Theory]
    [InlineData("Join")]
    [InlineData("LeftJoin")]
    [InlineData("RightJoin")]
    [InlineData("FullJoin")]
    [InlineData("CoGroup")]
    public void Joins_in_windows_agree_with_the_naive_computation(string verb) =>
        Gen.Select(Gen.Bool, Gen.Int[0, 2], Gen.Int[0, 60]).Array[0, 30].Sample(
            records =>
            {
                var windows = SlidingWindows.OfEventTime(TimeSpan.FromMilliseconds(20), Ten);
                var items = records.Select((r, number) => (IsFirst: r.Item1, Item: new Item(r.Item2, number), Time: (long)r.Item3)).ToList();
                var groups =
                    from item in items
                    from start in new[] { item.Time / 10 * 10 - 10, item.Time / 10 * 10 }
                    group item by (start, item.Item.Key) into window
                    select (First: window.Where(i => i.IsFirst).Select(i => i.Item).ToList(), Second: window.Where(i => !i.IsFirst).Select(i => i.Item).ToList(), At: window.Key.start + 19);
                IEnumerable<string> expected((List<Item> First, List<Item> Second, long At) window) =>
                    verb == "CoGroup"
                        ? [$"{string.Join(",", window.First)}|{string.Join(",", window.Second)}"]
                        : [
                            .. from f in window.First from s in window.Second select $"{f}+{s}",
                            .. window.Second.Count == 0 && verb is "LeftJoin" or "FullJoin" && window.Second.Count == 0 ? window.First.Select(f => $"{f}+") : [],
                            .. verb is "RightJoin" or "FullJoin" && window.First.Count == 0 ? window.Second.Select(s => $"+{s}") : [],
                        ];

                RunWindows(windows, items, verb).ShouldBe(groups.SelectMany(g => expected(g).Select(text => (text, g.At))), ignoreOrder: true);
            },
            iter: 100);

    [Fact]
    public void Semi_and_anti_joins_in_windows_ask_whether_there_is_a_partner()
    {
        List<(bool IsFirst, Item Item, long Time)> items = [(true, new Item(1, 1), 3), (true, new Item(1, 2), 15), (false, new Item(1, 3), 9), (false, new Item(2, 4), 15)];

        Run(streams => streams.Window(TumblingWindows.OfEventTime(Ten)).SemiJoin(), items).ShouldBe([(new Item(1, 1), 9L)]);
        Run(streams => streams.Window(TumblingWindows.OfEventTime(Ten)).AntiJoin(), items).ShouldBe([(new Item(1, 2), 19L)]);
    }

    [Fact]
    public void Windows_of_two_streams_that_no_verb_follows_add_nothing_to_the_job()
    {
        var job = new JobBuilder("job");
        KeyedStream<Item, int> source(string name) => job.FromSource(new IdleSource<Item>(), WatermarkStrategy<Item>.Monotonous(), name).KeyBy(i => i.Key);
        var both = source("first").Connect(source("second"));
        _ = both.Window(TumblingWindows.OfEventTime(Ten));
        both.Window(TumblingWindows.OfEventTime(Ten)).Join((first, second) => "").SinkTo(new IdleSink<string>(), "one");
        both.Within(TimeSpan.Zero, Ten).Join((first, second) => "").SinkTo(new IdleSink<string>(), "other");

        var plan = job.Build().Plan;

        plan.Vertices.Count.ShouldBe(4, "two sources with what names their side, and two joins with their sinks");
    }

    [Fact]
    public void Sessions_of_two_streams_go_on_with_either() =>
        Run(
            streams => streams.Window(SessionWindows.OfEventTime(Ten)).CoGroup((key, window, first, second) => new[] { $"{window.Start}-{window.End}: {string.Join(",", first)}|{string.Join(",", second)}" }),
            [(true, new Item(1, 1), 0), (false, new Item(1, 2), 8), (true, new Item(1, 3), 16), (false, new Item(1, 4), 40)])
            .Select(r => r.Value).ShouldBe(["0-26: 1,3|2", "40-50: |4"]);

    private static JoinRun<string> Left() => new(streams => streams.Within(-Ten, Ten).LeftJoin((first, second) => $"{first}+{second}"));

    private static List<(string Value, long Timestamp)> RunWindows(SlidingWindows windows, List<(bool IsFirst, Item Item, long Time)> items, string verb) => Run(
        streams =>
        {
            var gathered = streams.Window(windows);
            return verb switch
            {
                "Join" => gathered.Join((first, second) => $"{first}+{second}"),
                "LeftJoin" => gathered.LeftJoin((first, second) => $"{first}+{second}"),
                "RightJoin" => gathered.RightJoin((first, second) => $"{first}+{second}"),
                "FullJoin" => gathered.FullJoin((first, second) => $"{first}+{second}"),
                _ => gathered.CoGroup((key, window, first, second) => new[] { $"{string.Join(",", first)}|{string.Join(",", second)}" }),
            };
        },
        items);

    private static List<(TOut Value, long Timestamp)> Run<TOut>(
        Func<ConnectedStreams<Item, Item, int>, DataStream<TOut>> join, IEnumerable<(bool IsFirst, Item Item, long Time)> items)
    {
        var job = new JobBuilder("job");
        KeyedStream<Item, int> source(string name) => job.FromSource(new IdleSource<Item>(), WatermarkStrategy<Item>.Monotonous(), name).KeyBy(i => i.Key);
        join(source("first").Connect(source("second"))).SinkTo(new IdleSink<TOut>());
        var op = job.Build().Create("window", new TestRuntime().Context("window"));
        var results = Collector<TOut>.Of(op);
        op.OpenFresh();
        foreach (var (isFirst, item, time) in items)
        {
            op.Feed((isFirst ? Either<Item, Item>.OfFirst(item) : Either<Item, Item>.OfSecond(item), time));
        }

        Feeding.Complete(() => op.OnWatermark(Watermarks.Max));
        return [.. results.Take()];
    }
}
