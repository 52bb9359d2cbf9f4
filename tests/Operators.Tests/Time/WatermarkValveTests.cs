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
                        current = isIdle ? current : Math.Max(current, active.Min());
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
}
