using AkkaStreamProc.Actors.Jobs;

namespace AkkaStreamProc.Actors.Specs.Jobs;

public sealed class RestartStrategySpecs
{
    private const double NoJitter = 0.5;

    [Fact]
    public void None_ends_the_job_with_the_first_failure() => RestartStrategy.None.DelayAfter(1, NoJitter).ShouldBeNull();

    [Fact]
    public void Fixed_delay_is_the_same_every_time_until_the_failures_are_used_up()
    {
        var strategy = RestartStrategy.FixedDelay(TimeSpan.FromSeconds(3), maxFailures: 2);

        strategy.DelayAfter(1, 0).ShouldBe(TimeSpan.FromSeconds(3));
        strategy.DelayAfter(2, 1).ShouldBe(TimeSpan.FromSeconds(3));
        strategy.DelayAfter(3, 0).ShouldBeNull();
    }

    [Fact]
    public void Exponential_delay_doubles_up_to_the_maximum()
    {
        var strategy = RestartStrategy.ExponentialDelay(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10));

        Enumerable.Range(1, 6).Select(n => strategy.DelayAfter(n, NoJitter)!.Value.TotalSeconds).ShouldBe([1, 2, 4, 8, 10, 10]);
    }

    [Fact]
    public void Exponential_delay_stays_finite_after_any_number_of_failures() =>
        RestartStrategy.ExponentialDelay(maxFailures: int.MaxValue).DelayAfter(int.MaxValue, NoJitter).ShouldBe(TimeSpan.FromMinutes(1));

    [Fact]
    public void Jitter_spreads_the_delay_by_a_tenth_to_both_sides()
    {
        var strategy = RestartStrategy.ExponentialDelay(TimeSpan.FromSeconds(10));

        strategy.DelayAfter(1, 0).ShouldBe(TimeSpan.FromSeconds(9));
        strategy.DelayAfter(1, 1).ShouldBe(TimeSpan.FromSeconds(11));
    }

    [Fact]
    public void Exponential_delay_ends_the_job_when_its_failures_are_used_up()
    {
        var strategy = RestartStrategy.ExponentialDelay(maxFailures: 1);

        strategy.DelayAfter(1, NoJitter).ShouldNotBeNull();
        strategy.DelayAfter(2, NoJitter).ShouldBeNull();
    }

    [Fact]
    public void Default_tries_for_a_quarter_of_an_hour_and_then_ends_the_job()
    {
        var strategy = new JobSettings().Restart;

        var delays = Enumerable.Range(1, RestartStrategy.DefaultMaxFailures).Select(n => strategy.DelayAfter(n, NoJitter)!.Value.TotalMinutes).ToList();

        delays.Sum().ShouldBeInRange(14, 16);
        strategy.DelayAfter(RestartStrategy.DefaultMaxFailures + 1, NoJitter).ShouldBeNull();
    }

    [Fact]
    public void Stable_time_is_two_minutes_unless_given_and_never_comes_with_a_fixed_delay()
    {
        RestartStrategy.ExponentialDelay().ResetAfter.ShouldBe(TimeSpan.FromMinutes(2));
        RestartStrategy.ExponentialDelay(resetAfter: TimeSpan.FromSeconds(5)).ResetAfter.ShouldBe(TimeSpan.FromSeconds(5));
        RestartStrategy.FixedDelay(TimeSpan.Zero, 1).ResetAfter.ShouldBe(TimeSpan.MaxValue);
    }
}
