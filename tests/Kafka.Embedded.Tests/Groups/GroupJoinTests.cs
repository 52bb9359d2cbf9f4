using AkkaStreamProc.Connectors.Kafka.Embedded.Groups;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Kafka.Embedded.Tests.Groups;

public sealed class GroupJoinTests
{
    [Fact]
    public void First_member_begins_a_generation_and_leads_it()
    {
        var driver = new GroupDriver();

        JoinAnswer answer = driver.Join().Now();

        (answer.Error, answer.Generation, answer.Protocol).ShouldBe((ErrorCode.None, 1, "range"));
        answer.Leader.ShouldBe(answer.MemberId);
        answer.Members.ShouldHaveSingleItem().Metadata.ShouldBe([1]);
        driver.Group.Phase.ShouldBe(GroupPhase.CompletingRebalance);
    }

    [Fact]
    public void New_member_is_told_its_id_and_joins_with_it()
    {
        var driver = new GroupDriver();

        JoinAnswer told = driver.Join(comesBackWithId: true).Now();

        told.Error.ShouldBe(ErrorCode.MemberIdRequired);
        driver.Group.Phase.ShouldBe(GroupPhase.Empty);
        driver.Join(told.MemberId).Now().Error.ShouldBe(ErrorCode.None);
    }

    [Fact]
    public void Id_that_was_never_used_lapses_and_is_unknown()
    {
        var driver = new GroupDriver();
        string id = driver.Join(comesBackWithId: true).Now().MemberId;

        driver.Pass(GroupDriver.Session);

        driver.Group.IsUnused.ShouldBeTrue();
        driver.Join(id).Now().Error.ShouldBe(ErrorCode.UnknownMemberId);
    }

    [Fact]
    public void Second_member_waits_until_the_first_has_joined_again()
    {
        (GroupDriver driver, string[] ids) = GroupDriver.Stable(1);

        Task<JoinAnswer> second = driver.Join();

        second.IsCompleted.ShouldBeFalse();
        driver.Heartbeat(ids[0]).ShouldBe(ErrorCode.RebalanceInProgress);
        JoinAnswer first = driver.Join(ids[0]).Now();
        second.Now().Generation.ShouldBe(2);
        second.Now().Members.ShouldBeEmpty();
        second.Now().Leader.ShouldBe(ids[0]);
        first.Members.Select(member => member.MemberId).ShouldBe([ids[0], second.Now().MemberId]);
    }

    [Fact]
    public void Member_that_does_not_join_again_in_time_is_left_out()
    {
        (GroupDriver driver, string[] ids) = GroupDriver.Stable(2);
        Task<JoinAnswer> third = driver.Join();
        Task<JoinAnswer> first = driver.Join(ids[0]);
        Beat(driver, ids[1], GroupDriver.Rebalance - TimeSpan.FromSeconds(1));
        third.IsCompleted.ShouldBeFalse();

        driver.Pass(TimeSpan.FromSeconds(1));

        first.Now().Members.Select(member => member.MemberId).ShouldBe([ids[0], third.Now().MemberId]);
        driver.Heartbeat(ids[1]).ShouldBe(ErrorCode.UnknownMemberId);
    }

    [Fact]
    public void Id_given_out_holds_the_generation_up_only_until_it_lapses()
    {
        (GroupDriver driver, string[] ids) = GroupDriver.Stable(1);
        driver.Join(comesBackWithId: true);
        Task<JoinAnswer> second = driver.Join();
        Task<JoinAnswer> first = driver.Join(ids[0]);
        first.IsCompleted.ShouldBeFalse();

        driver.Pass(GroupDriver.Session);

        first.Now().Members.Count.ShouldBe(2);
        second.Now().Error.ShouldBe(ErrorCode.None);
    }

    [Fact]
    public void Protocol_is_one_that_all_understand_and_most_like_best()
    {
        (GroupDriver driver, string[] ids) = GroupDriver.Stable(1);
        Task<JoinAnswer> second = driver.Join(protocols: [("sticky", [2]), ("range", [2])]);
        Task<JoinAnswer> third = driver.Join(protocols: [("sticky", [3]), ("range", [3])]);

        driver.Join(ids[0], protocols: [("range", [1]), ("sticky", [1])]);

        second.Now().Protocol.ShouldBe("sticky");
        third.Now().Protocol.ShouldBe("sticky");
    }

    [Theory]
    [InlineData("consumer", "roundrobin")]
    [InlineData("connect", "range")]
    [InlineData("", "range")]
    public void Member_with_nothing_in_common_is_refused(string protocolType, string protocol)
    {
        (GroupDriver driver, _) = GroupDriver.Stable(1);

        driver.Join(protocolType: protocolType, protocols: [(protocol, [])]).Now().Error.ShouldBe(ErrorCode.InconsistentGroupProtocol);

        driver.Group.Phase.ShouldBe(GroupPhase.Stable);
    }

    [Fact]
    public void Joining_again_disturbs_nobody_unless_the_leader_does_or_something_is_new()
    {
        (GroupDriver driver, string[] ids) = GroupDriver.Stable(2);

        driver.Join(ids[1]).Now().Generation.ShouldBe(1);
        driver.Group.Phase.ShouldBe(GroupPhase.Stable);

        Task<JoinAnswer> changed = driver.Join(ids[1], protocols: ("range", [9]));
        driver.Group.Phase.ShouldBe(GroupPhase.PreparingRebalance);
        driver.Join(ids[0]).Now().Members[1].Metadata.ShouldBe([9]);
        changed.Now().Generation.ShouldBe(2);
        driver.SyncAll(ids);

        driver.Join(ids[0]).IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public void Lost_answer_is_given_again()
    {
        var driver = new GroupDriver();
        JoinAnswer lost = driver.Join().Now();

        JoinAnswer again = driver.Join(lost.MemberId).Now();

        again.Generation.ShouldBe(1);
        again.Members.Count.ShouldBe(1);
    }

    [Fact]
    public void Member_that_asks_twice_is_in_once_and_only_the_second_request_counts()
    {
        (GroupDriver driver, string[] ids) = GroupDriver.Stable(2);
        Task<JoinAnswer> abandoned = driver.Join(ids[0]);
        Task<JoinAnswer> second = driver.Join(ids[0]);

        driver.Join(ids[1]);

        abandoned.Now().Error.ShouldBe(ErrorCode.RebalanceInProgress);
        second.Now().Members.Count.ShouldBe(2);
    }

    private static void Beat(GroupDriver driver, string member, TimeSpan time)
    {
        var step = TimeSpan.FromSeconds(1);
        for (TimeSpan passed = default; passed < time; passed += step)
        {
            driver.Pass(step);
            driver.Heartbeat(member);
        }
    }
}
