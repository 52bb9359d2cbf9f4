using AkkaStreamProc.Connectors.Kafka.Embedded.Groups;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;
using CsCheck;

namespace AkkaStreamProc.Kafka.Embedded.Tests.Groups;

public sealed class GroupMembershipTests
{
    [Fact]
    public void Silent_member_is_let_go_and_the_others_are_called()
    {
        (GroupDriver driver, string[] ids) = GroupDriver.Stable(2);
        driver.Pass(GroupDriver.Session - TimeSpan.FromSeconds(1));
        driver.Heartbeat(ids[0]).ShouldBe(ErrorCode.None);

        driver.Pass(TimeSpan.FromSeconds(1));

        driver.Heartbeat(ids[0]).ShouldBe(ErrorCode.RebalanceInProgress);
        driver.Heartbeat(ids[1]).ShouldBe(ErrorCode.UnknownMemberId);
        driver.Join(ids[0]).Now().Members.Count.ShouldBe(1);
    }

    [Fact]
    public void Member_that_the_group_lets_wait_is_not_silent()
    {
        (GroupDriver driver, string[] ids) = GroupDriver.Stable(2);
        driver.Join(ids[0], protocols: ("range", [2]));
        for (TimeSpan passed = default; passed < GroupDriver.Session * 3; passed += TimeSpan.FromSeconds(5))
        {
            driver.Pass(TimeSpan.FromSeconds(5));
            driver.Heartbeat(ids[1]).ShouldBe(ErrorCode.RebalanceInProgress);
        }

        driver.Join(ids[1]);

        driver.Group.Describe().Members.Count.ShouldBe(2);
    }

    [Fact]
    public void Last_member_that_leaves_empties_the_group_and_the_generations_count_on()
    {
        (GroupDriver driver, string[] ids) = GroupDriver.Stable(1);

        driver.Group.Leave(ids[0], null, driver.Now).ShouldBe(ErrorCode.None);

        driver.Group.Phase.ShouldBe(GroupPhase.Empty);
        driver.Group.NextDeadline.ShouldBeNull();
        driver.Join().Now().Generation.ShouldBe(3);
    }

    [Fact]
    public void Leader_that_leaves_is_followed_by_another()
    {
        (GroupDriver driver, string[] ids) = GroupDriver.Stable(2);

        driver.Group.Leave(ids[0], null, driver.Now);

        driver.Join(ids[1]).Now().Leader.ShouldBe(ids[1]);
    }

    [Fact]
    public void Member_of_an_older_generation_and_a_stranger_are_fenced()
    {
        (GroupDriver driver, string[] ids) = GroupDriver.Stable(1);

        driver.Heartbeat(ids[0], generation: 0).ShouldBe(ErrorCode.IllegalGeneration);
        driver.Sync(ids[0], generation: 2).Now().Error.ShouldBe(ErrorCode.IllegalGeneration);
        driver.Heartbeat("stranger").ShouldBe(ErrorCode.UnknownMemberId);
        driver.Sync("stranger").Now().Error.ShouldBe(ErrorCode.UnknownMemberId);
        driver.Join("stranger").Now().Error.ShouldBe(ErrorCode.UnknownMemberId);
        driver.Group.Leave("stranger", null, driver.Now).ShouldBe(ErrorCode.UnknownMemberId);
    }

    [Fact]
    public void Offsets_are_committed_by_members_of_the_generation_only()
    {
        (GroupDriver driver, string[] ids) = GroupDriver.Stable(1);

        driver.Commit(ids[0], 1).ShouldBe(ErrorCode.None);
        driver.Commit(ids[0], 0).ShouldBe(ErrorCode.IllegalGeneration);
        driver.Commit("stranger", 1).ShouldBe(ErrorCode.UnknownMemberId);
        driver.Commit("", -1).ShouldBe(ErrorCode.UnknownMemberId);
        driver.Commit("", -1, inTransaction: true).ShouldBe(ErrorCode.None);
    }

    [Fact]
    public void Offsets_are_still_committed_while_a_rebalance_is_prepared_but_not_before_the_shares_are_known()
    {
        (GroupDriver driver, string[] ids) = GroupDriver.Stable(1);
        driver.Join();
        driver.Commit(ids[0], 1).ShouldBe(ErrorCode.None);

        driver.Join(ids[0]);

        driver.Commit(ids[0], 1).ShouldBe(ErrorCode.IllegalGeneration);
        driver.Commit(ids[0], 2).ShouldBe(ErrorCode.RebalanceInProgress);
    }

    [Fact]
    public void Anybody_commits_for_a_group_without_members_unless_he_names_a_generation()
    {
        var driver = new GroupDriver();

        driver.Commit("", -1).ShouldBe(ErrorCode.None);
        driver.Commit("", 1).ShouldBe(ErrorCode.IllegalGeneration);
        driver.Commit("member", 1).ShouldBe(ErrorCode.IllegalGeneration);
    }

    [Fact]
    public void Whatever_members_do_nobody_waits_for_ever_and_nobody_stays_for_ever()
    {
        Gen<(int Kind, int Who, int Seconds)> step = Gen.Select(Gen.Int[0, 6], Gen.Int[0, 3], Gen.Int[0, 30]);
        step.Array[1, 60].Sample(steps =>
        {
            var driver = new GroupDriver();
            var ids = new List<string> { "stranger" };
            var joins = new List<Task<JoinAnswer>>();
            var syncs = new List<Task<SyncAnswer>>();
            int generation = 0;
            foreach ((int kind, int who, int seconds) in steps)
            {
                string id = ids[^Math.Min(who + 1, ids.Count)];
                switch (kind)
                {
                    case 0:
                        ids.Add(driver.Join(comesBackWithId: true).Now().MemberId);
                        break;
                    case 1:
                        joins.Add(driver.Join(instance: $"static {who}"));
                        break;
                    case 2:
                        joins.Add(driver.Join(id, protocols: ("range", [(byte)who])));
                        break;
                    case 3:
                        syncs.Add(driver.Sync(id));
                        break;
                    case 4:
                        driver.Heartbeat(id);
                        break;
                    case 5:
                        driver.Group.Leave(id, null, driver.Now);
                        break;
                    default:
                        driver.Pass(TimeSpan.FromSeconds(seconds));
                        break;
                }

                ids.AddRange(joins.Where(join => join.IsCompleted).Select(join => join.Now().MemberId).Except(ids));
                driver.Group.Generation.ShouldBeGreaterThanOrEqualTo(generation);
                generation = driver.Group.Generation;
            }

            driver.Pass(TimeSpan.FromHours(1));

            joins.ShouldAllBe(join => join.IsCompleted);
            syncs.ShouldAllBe(sync => sync.IsCompleted);
            driver.Group.Phase.ShouldBe(GroupPhase.Empty);
            driver.Group.NextDeadline.ShouldBeNull();
        });
    }
}
