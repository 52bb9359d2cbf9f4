using AkkaStreamProc.Operators.Plans.Definitions;
using AkkaStreamProc.Operators.Plans.Rules;
using AkkaStreamProc.Operators.Time;
using static AkkaStreamProc.Operators.Tests.Plans.Rules.RuleJob;

namespace AkkaStreamProc.Operators.Tests.Plans.Rules;

public class TimeRuleTests
{
    [Fact]
    public void Whoever_feeds_an_operator_that_asks_for_time_carries_it_and_nobody_else() =>
        TimeRule.Apply(Draft(
            [Source("a"), Map("map"), Keyed("timers", TimeNeeds.Exact), Sink("sink"), Source("b"), Sink("other")],
            [Edge(0, "a", "map"), Edge(1, "map", "timers"), Edge(2, "timers", "sink"), Edge(3, "b", "other")]))
            .CarriesTime.ShouldBe(["a", "map"], ignoreOrder: true);

    [Fact]
    public void Source_gets_the_points_of_all_windows_behind_it_each_once()
    {
        var (hours, minutes) = (new WatermarkPoint(3_600_000, -1), new WatermarkPoint(60_000, -1));
        var draft = TimeRule.Apply(Draft(
            [Source("a"), Keyed("one", new TimeNeeds([hours])), Keyed("two", new TimeNeeds([hours, minutes])), Sink("sink"), Source("b"), Sink("other")],
            [Edge(0, "a", "one"), Edge(1, "one", "two"), Edge(2, "two", "sink"), Edge(3, "b", "other")]));

        draft.Points["a"].ShouldBe([hours, minutes], ignoreOrder: true);
        draft.Points["b"].ShouldBeEmpty();
    }
}
