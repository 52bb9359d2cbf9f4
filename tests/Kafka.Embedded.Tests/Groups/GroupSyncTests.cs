using AkkaStreamProc.Connectors.Kafka.Embedded.Groups;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Kafka.Embedded.Tests.Groups;

public sealed class GroupSyncTests
{
    [Fact]
    public void Everybody_gets_the_share_the_leader_has_given()
    {
        (GroupDriver driver, string[] ids) = GroupDriver.Stable(2);

        driver.Sync(ids[0]).Now().Assignment.ShouldBe([0]);
        driver.Sync(ids[1]).Now().Assignment.ShouldBe([1]);
    }

    [Fact]
    public void Follower_waits_for_the_leader_and_one_that_was_given_nothing_gets_an_empty_share()
    {
        (GroupDriver driver, string[] ids) = GroupDriver.Stable(2);
        Task<JoinAnswer> leader = driver.Join(ids[0]);
        driver.Join(ids[1]);
        Task<SyncAnswer> follower = driver.Sync(ids[1]);
        follower.IsCompleted.ShouldBeFalse();
        leader.Now().Leader.ShouldBe(ids[0]);

        driver.Sync(ids[0], shares: (ids[0], [7])).Now().Assignment.ShouldBe([7]);

        follower.Now().Assignment.ShouldBeEmpty();
        driver.Group.Phase.ShouldBe(GroupPhase.Stable);
    }

    [Fact]
    public void Shares_come_from_the_leader_alone()
    {
        (GroupDriver driver, string[] ids) = GroupDriver.Stable(2);
        driver.Join(ids[0]);
        driver.Join(ids[1]);

        driver.Sync(ids[1], shares: (ids[1], [7])).IsCompleted.ShouldBeFalse();

        driver.Group.Phase.ShouldBe(GroupPhase.CompletingRebalance);
    }

    [Fact]
    public void Follower_that_waits_is_called_back_when_somebody_joins_or_leaves()
    {
        (GroupDriver driver, string[] ids) = GroupDriver.Stable(3);
        driver.Join(ids[0]);
        driver.Join(ids[1]);
        driver.Join(ids[2]);
        Task<SyncAnswer> follower = driver.Sync(ids[1]);

        driver.Group.Leave(ids[2], null, driver.Now).ShouldBe(ErrorCode.None);

        follower.Now().Error.ShouldBe(ErrorCode.RebalanceInProgress);
        driver.Group.Phase.ShouldBe(GroupPhase.PreparingRebalance);
    }

    [Fact]
    public void Share_is_refused_while_a_rebalance_is_prepared()
    {
        (GroupDriver driver, string[] ids) = GroupDriver.Stable(1);
        driver.Join();

        driver.Sync(ids[0]).Now().Error.ShouldBe(ErrorCode.RebalanceInProgress);
    }

    [Fact]
    public void Member_that_never_asks_for_its_share_is_let_go()
    {
        (GroupDriver driver, string[] ids) = GroupDriver.Stable(2);
        driver.Join(ids[1], protocols: ("range", [2]));
        driver.Join(ids[0]);
        Task<SyncAnswer> leader = driver.Sync(ids[0]);
        leader.IsCompleted.ShouldBeTrue();

        for (TimeSpan passed = default; passed < GroupDriver.Rebalance; passed += TimeSpan.FromSeconds(5))
        {
            driver.Heartbeat(ids[0]).ShouldBe(ErrorCode.None);
            driver.Heartbeat(ids[1]).ShouldBe(ErrorCode.None);
            driver.Pass(TimeSpan.FromSeconds(5));
        }

        driver.Heartbeat(ids[0]).ShouldBe(ErrorCode.RebalanceInProgress);
        driver.Heartbeat(ids[1]).ShouldBe(ErrorCode.UnknownMemberId);
    }

    [Fact]
    public void Another_protocol_than_the_generations_is_refused()
    {
        (GroupDriver driver, string[] ids) = GroupDriver.Stable(1);
        var claim = new MemberClaim(ids[0], null, 1);

        driver.Group.Sync(new SyncRequest(claim, "consumer", "sticky", new Dictionary<string, byte[]>()), driver.Now).Now().Error.ShouldBe(ErrorCode.InconsistentGroupProtocol);
        driver.Group.Sync(new SyncRequest(claim, "connect", "range", new Dictionary<string, byte[]>()), driver.Now).Now().Error.ShouldBe(ErrorCode.InconsistentGroupProtocol);
        driver.Group.Sync(new SyncRequest(claim, "consumer", "range", new Dictionary<string, byte[]>()), driver.Now).Now().Error.ShouldBe(ErrorCode.None);
    }
}
