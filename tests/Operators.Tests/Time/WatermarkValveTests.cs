using AkkaStreamProc.Operators.Time;
using CsCheck;

namespace AkkaStreamProc.Operators.Tests.Time;

public class WatermarkValveTests
{
    [Fact]
    public void Valve_follows_the_slowest_active_channel_and_never_goes_back() =>
        Gen.Int[1, 4].SelectMany(channels => Gen.Select(Gen.Const(channels), Gen.Select(Gen.Int[0, 4], Gen.Int[0, channels - 1], Gen.Long[-10, 30]).Array[0, 60]))
            .Sample(
                (channels, events) =>
                {
                    var valve = new WatermarkValve(channels);
                    var watermarks = Enumerable.Repeat(Watermarks.Min, channels).ToArray();
                    var idle = new bool[channels];
                    var (current, isIdle) = (Watermarks.Min, false);
                    foreach (var (kind, channel, watermark) in events)
                    {
                        var changed = kind switch
                        {
                            0 => valve.SetIdle(channel, idle[channel] = true),
                            1 => valve.SetIdle(channel, idle[channel] = false),
                            _ => valve.Advance(channel, watermark),
                        };
                        if (kind > 1)
                        {
                            idle[channel] = false;
                            watermarks[channel] = Math.Max(watermarks[channel], watermark);
                        }

                        var before = (current, isIdle);
                        var active = Enumerable.Range(0, channels).Where(c => !idle[c]).Select(c => watermarks[c]).ToList();
                        isIdle = active.Count == 0;
                        current = Math.Max(current, isIdle ? watermarks.Max() : active.Min());
                        (valve.Current, valve.IsIdle).ShouldBe((current, isIdle));
                        changed.ShouldBe(before != (current, isIdle));
                    }
                },
                iter: 500);

    [Fact]
    public void Valve_of_several_channels_stands_still_until_all_have_spoken()
    {
        var valve = new WatermarkValve(2);

        valve.Advance(0, 100).ShouldBeFalse();
        valve.Current.ShouldBe(Watermarks.Min);
        valve.Advance(1, 50).ShouldBeTrue();
        valve.Current.ShouldBe(50);
    }

    [Fact]
    public void Channel_that_wakes_up_with_an_older_watermark_holds_the_valve_but_does_not_pull_it_back()
    {
        var valve = new WatermarkValve(2);
        valve.Advance(1, 10);
        valve.SetIdle(1, true);
        valve.Advance(0, 100);

        valve.Advance(1, 20);

        valve.Current.ShouldBe(100);
        valve.Advance(0, 200).ShouldBeFalse();
        valve.Advance(1, 150).ShouldBeTrue();
        valve.Current.ShouldBe(150);
    }

    [Fact]
    public void Finished_channels_let_the_valve_reach_the_end_only_when_all_have_finished()
    {
        var valve = new WatermarkValve(2);
        valve.Advance(0, Watermarks.Max);
        valve.Current.ShouldBe(Watermarks.Min);

        valve.Advance(1, Watermarks.Max).ShouldBeTrue();

        valve.Current.ShouldBe(Watermarks.Max);
        valve.IsIdle.ShouldBeFalse();
    }

    [Fact]
    public void Channel_that_is_idle_is_not_over_although_every_other_channel_has_finished()
    {
        var valve = new WatermarkValve(2);
        valve.Advance(1, 50);
        valve.Advance(0, 70);
        valve.SetIdle(1, true);

        valve.Advance(0, Watermarks.Max);

        valve.Current.ShouldBe(70);
        valve.IsIdle.ShouldBeTrue();
        valve.Advance(1, 80).ShouldBeTrue();
        valve.Current.ShouldBe(80);
        valve.IsIdle.ShouldBeFalse();
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void Order_in_which_all_channels_become_idle_does_not_matter(int first, int second)
    {
        var valve = new WatermarkValve(2);
        valve.Advance(0, 9999);
        valve.Advance(1, 2499);

        valve.SetIdle(first, true);
        valve.SetIdle(second, true).ShouldBeTrue();

        (valve.Current, valve.IsIdle).ShouldBe((9999, true));
    }

    [Fact]
    public void Watermark_when_nobody_is_active_any_more_is_a_function_of_what_the_channels_said() =>
        Gen.Select(Gen.Select(Gen.Long[0, 50].Array[0, 6], Gen.Bool).Array[1, 5], Gen.Int[0, 1_000_000]).Sample(
            (channels, seed) =>
            {
                // Each channel says its watermarks in order and then becomes idle, or finishes. The first is idle in any case.
                var scripts = channels.Select((c, i) => new Queue<long?>(c.Item1.Order().Select(w => (long?)w).Append(c.Item2 && i > 0 ? Watermarks.Max : null))).ToArray();
                var random = new Random(seed);
                var valve = new WatermarkValve(channels.Length);
                while (scripts.Any(s => s.Count > 0))
                {
                    var channel = random.Next(scripts.Length);
                    if (scripts[channel].TryDequeue(out var said))
                    {
                        _ = said is { } watermark ? valve.Advance(channel, watermark) : valve.SetIdle(channel, true);
                    }
                }

                valve.Current.ShouldBe(channels.SelectMany(c => c.Item1).Append(Watermarks.Min).Max());
                valve.IsIdle.ShouldBeTrue();
            },
            iter: 500);

    [Fact]
    public void Channels_apart_change_nothing_whatever_they_say() =>
        Gen.Select(Gen.Int[1, 3], Gen.Int[1, 3]).SelectMany((counting, apart) => Gen.Select(Gen.Const(counting), Gen.Const(apart), Gen.Select(Gen.Int[0, 5], Gen.Int[0, counting + apart - 1], Gen.Long[-10, 30]).Array[0, 60]))
            .Sample(
                (counting, apart, events) =>
                {
                    var (alone, beside) = (new WatermarkValve(counting), new WatermarkValve(counting + apart, [.. Enumerable.Range(counting, apart)]));
                    foreach (var (kind, channel, watermark) in events)
                    {
                        bool say(WatermarkValve valve) => kind switch
                        {
                            0 => valve.SetIdle(channel, true),
                            1 => valve.SetIdle(channel, false),
                            2 => valve.Advance(channel, Watermarks.Max),
                            _ => valve.Advance(channel, watermark),
                        };
                        say(beside).ShouldBe(channel < counting && say(alone));
                        (beside.Current, beside.IsIdle).ShouldBe((alone.Current, alone.IsIdle));
                        long[] batch = [1, 2, watermark];
                        beside.Combine(counting, batch);
                        batch.ShouldAllBe(w => w == alone.Current);
                    }
                },
                iter: 500);

    // The situations that Flink tries its valve in, as (what is said, what the valve makes of it) by channel: "0:7" a
    // watermark, "0:idle", "0:active". A channel that becomes active again holds ours, where it does not hold Flink's.
    [Theory]
    [InlineData(1, "0:0 0:25", "0 25")]
    [InlineData(1, "0:25 0:18 0:25", "25 - -")]
    [InlineData(1, "0:idle 0:active 0:idle", "idle active idle")]
    [InlineData(1, "0:25 0:idle 0:50 0:idle 0:active", "25 idle active,50 idle active")]
    [InlineData(3, "0:0 1:0 2:0", "- - 0")]
    [InlineData(3, "0:0 1:0 2:0 0:12 2:8 2:10 1:15 2:17 2:20", "- - 0 - - - 10 12 -")]
    [InlineData(3, "0:25 1:10 2:17 0:12 1:8 2:15", "- - 10 - - -")]
    [InlineData(2, "0:idle 1:idle 0:active 1:active 1:idle 0:idle", "- idle active - - idle")]
    [InlineData(3, "0:15 1:10 2:12 1:17 2:14 0:idle 1:20 2:18", "- - 10 12 14 - - 18")]
    [InlineData(3, "0:15 1:10 2:12 2:idle 1:idle 0:idle", "- - 10 - 15 idle")]
    [InlineData(3, "0:25 1:10 2:17 0:idle 1:idle 2:idle", "- - 10 - 17 idle,25")]
    [InlineData(2, "0:7 1:10 0:idle 1:15 0:active 1:20 0:8 0:19", "- 7 10 15 - - - 19")]
    [InlineData(2, "0:9 1:11 1:idle 0:12 1:active 0:14 0:idle", "- 9 - 12 - - -")]
    [InlineData(2, "0:36 1:40 0:idle 0:active 1:idle", "- 36 40 - -")]
    public void Valve_answers_each_situation(int channels, string said, string answers)
    {
        var valve = new WatermarkValve(channels);
        var heard = new List<string>();
        foreach (var (channel, what) in said.Split(' ').Select(s => (int.Parse(s[..1]), s[2..])))
        {
            var (current, isIdle) = (valve.Current, valve.IsIdle);
            _ = what switch
            {
                "idle" => valve.SetIdle(channel, true),
                "active" => valve.SetIdle(channel, false),
                _ => valve.Advance(channel, long.Parse(what)),
            };
            string[] changes =
            [
                .. isIdle == valve.IsIdle ? Array.Empty<string>() : [valve.IsIdle ? "idle" : "active"],
                .. current == valve.Current ? Array.Empty<string>() : [$"{valve.Current}"],
            ];
            heard.Add(changes.Length == 0 ? "-" : string.Join(',', changes));
        }

        string.Join(' ', heard).ShouldBe(answers);
    }
}
