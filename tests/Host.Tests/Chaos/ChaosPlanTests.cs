using AkkaStreamProc.Host.Chaos;
using AkkaStreamProc.Host.Chaos.Cycles;
using AkkaStreamProc.Host.Chaos.Disturbances;
using AkkaStreamProc.Operators.KillPoints;

namespace AkkaStreamProc.Host.Tests.Chaos;

public class ChaosPlanTests
{
    private static readonly ChaosRequest Request = new()
    {
        Seed = 5,
        Kills = 7,
        KillPointsEach = 3,
        KillPoints = Enum.GetNames<KillPoint>(),
        Scenarios = [],
        ScenariosEach = 2,
        Guarantee = "exactly-once",
        Rate = 1,
        Directory = "",
    };

    [Fact]
    public void Plan_has_every_kill_point_and_disturbance_as_often_as_asked_for()
    {
        var plan = ChaosPlan.Create(Request, new Random(Request.Seed), DisturbanceCatalog.All);

        plan.OfType<RandomKill>().Count().ShouldBe(7);
        plan.OfType<Disturbed>().Count().ShouldBe(2 * DisturbanceCatalog.All.Count);
        var deaths = plan.Where(c => c is DeathAtPoint or DeathAtFirstStart).CountBy(c => c.Description.Split(':')[0]).ToDictionary();
        deaths.Keys.ShouldBe(Enum.GetNames<KillPoint>(), ignoreOrder: true);
        deaths.Values.ShouldAllBe(count => count == 3);
    }

    [Fact]
    public void Same_seed_gives_the_same_plan()
    {
        Describe(5).ShouldBe(Describe(5));
        Describe(5).ShouldNotBe(Describe(6));
    }

    private static List<string> Describe(int seed) => [.. ChaosPlan.Create(Request, new Random(seed), DisturbanceCatalog.All).Select(c => c.Description)];
}
