using AkkaStreamProc.Operators.Time;
using AkkaStreamProc.TestKit;
using CsCheck;

namespace AkkaStreamProc.Operators.Tests.Time;

public class SubtaskClockTests
{
    private static readonly DateTimeOffset Start = new(2024, 5, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly MovableClock _machine = new(Start);
    private readonly SubtaskClock _clock;

    public SubtaskClockTests() => _clock = new SubtaskClock(_machine);

    [Fact]
    public void Processing_time_is_the_wall_clock_while_that_goes_forward()
    {
        for (var i = 0; i < 100; i++)
        {
            _machine.Advance(TimeSpan.FromMilliseconds(37 * i));
            _clock.NowMs.ShouldBe(WallMs);
        }

        _machine.SetWallClock(TimeSpan.FromHours(3));
        _clock.NowMs.ShouldBe(WallMs, "it was set forward");
    }

    [Fact]
    public void Processing_time_goes_on_at_nine_tenths_of_its_speed_when_the_wall_clock_is_set_back_and_meets_it_again()
    {
        _machine.SetWallClock(TimeSpan.FromSeconds(-9));

        _machine.Advance(TimeSpan.FromSeconds(10));
        _clock.NowMs.ShouldBe(Start.ToUnixTimeMilliseconds() + 9_000);

        _machine.Advance(TimeSpan.FromSeconds(80));
        _clock.NowMs.ShouldBe(Start.ToUnixTimeMilliseconds() + 81_000);
        _clock.NowMs.ShouldBe(WallMs);
        _machine.Advance(TimeSpan.FromSeconds(10));
        _clock.NowMs.ShouldBe(WallMs);
    }

    [Fact]
    public void Processing_time_of_an_earlier_life_is_not_gone_back_behind()
    {
        _clock.Raise(Start.ToUnixTimeMilliseconds() + 5_000);

        _clock.NowMs.ShouldBe(Start.ToUnixTimeMilliseconds() + 5_000);
        _clock.Raise(0);
        _machine.Advance(TimeSpan.FromSeconds(60));
        _clock.NowMs.ShouldBe(WallMs);
    }

    [Fact]
    public void Neither_clock_ever_goes_back_and_the_stopwatch_does_not_see_the_wall_clock_set() =>
        Gen.Select(Gen.Int[0, 5_000], Gen.Int[-7_200_000, 7_200_000], Gen.Bool).Array[1, 60].Sample(
            steps =>
            {
                var machine = new MovableClock(Start);
                var clock = new SubtaskClock(machine);
                var (now, elapsed) = (clock.NowMs, 0L);
                foreach (var (passes, set, isSet) in steps)
                {
                    machine.Advance(TimeSpan.FromMilliseconds(passes));
                    machine.SetWallClock(isSet ? TimeSpan.FromMilliseconds(set) : TimeSpan.Zero);
                    elapsed += passes;
                    clock.ElapsedMs.ShouldBe(elapsed);
                    var next = clock.NowMs;
                    next.ShouldBeGreaterThanOrEqualTo(Math.Max(now + (passes * 9 / 10) - 1, machine.GetUtcNow().ToUnixTimeMilliseconds()));
                    now = next;
                }
            },
            iter: 300);

    private long WallMs => _machine.GetUtcNow().ToUnixTimeMilliseconds();
}
