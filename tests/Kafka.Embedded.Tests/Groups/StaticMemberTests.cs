using AkkaStreamProc.Connectors.Kafka.Embedded.Groups;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Kafka.Embedded.Tests.Groups;

public sealed class StaticMemberTests
{
    private readonly GroupDriver _driver = new();
    private readonly string _first;
    private readonly string _second;

    public StaticMemberTests()
    {
        string former = _driver.Join(instance: "a").Now().MemberId;
        Task<JoinAnswer> second = _driver.Join(instance: "b");
        _driver.Join(former, instance: "a");
        (_first, _second) = (former, second.Now().MemberId);
        _driver.SyncAll(_first, _second);
    }

    [Theory]
    [InlineData("a", 0)]
    [InlineData("b", 1)]
    public void Static_member_that_comes_back_keeps_its_share_and_disturbs_nobody(string instance, byte share)
    {
        JoinAnswer back = _driver.Join(instance: instance, comesBackWithId: true).Now();

        (back.Error, back.Generation).ShouldBe((ErrorCode.None, 2));
        back.Leader.ShouldBe(_first, "the leader's former id, so that nobody shares out the work anew");
        _driver.Group.Phase.ShouldBe(GroupPhase.Stable);
        _driver.Sync(back.MemberId, instance: instance).Now().Assignment.ShouldBe([share]);
    }

    [Fact]
    public void Process_whose_place_was_taken_is_fenced()
    {
        _driver.Join(instance: "b");

        _driver.Heartbeat(_second, instance: "b").ShouldBe(ErrorCode.FencedInstanceId);
        _driver.Sync(_second, instance: "b").Now().Error.ShouldBe(ErrorCode.FencedInstanceId);
        _driver.Join(_second, instance: "b").Now().Error.ShouldBe(ErrorCode.FencedInstanceId);
        _driver.Group.Leave(_second, "b", _driver.Now).ShouldBe(ErrorCode.FencedInstanceId);
    }

    [Fact]
    public void Process_that_waits_is_fenced_when_its_place_is_taken()
    {
        Task<JoinAnswer> waiting = _driver.Join(_second, instance: "b", protocols: ("range", [2]));

        Task<JoinAnswer> back = _driver.Join(instance: "b");
        _driver.Join(_first, instance: "a");

        waiting.Now().Error.ShouldBe(ErrorCode.FencedInstanceId);
        back.Now().Generation.ShouldBe(3);
    }

    [Fact]
    public void Static_member_that_misses_a_rebalance_keeps_its_place_until_its_session_ends()
    {
        Task<JoinAnswer> first = _driver.Join(_first, instance: "a");
        for (int i = 0; i < 12; i++)
        {
            _driver.Pass(TimeSpan.FromSeconds(5));
            _driver.Heartbeat(_second, instance: "b");
        }

        first.Now().Members.Select(member => member.InstanceId).ShouldBe(["a", "b"]);
        _driver.Pass(GroupDriver.Session / 2);
        _driver.Heartbeat(_first, instance: "a").ShouldBe(ErrorCode.None);
        _driver.Pass(GroupDriver.Session / 2);

        _driver.Group.Describe().Members.ShouldHaveSingleItem().InstanceId.ShouldBe("a");
    }

    [Fact]
    public void Administrator_lets_a_static_member_go_by_its_name_alone()
    {
        _driver.Group.Leave("", "b", _driver.Now).ShouldBe(ErrorCode.None);
        _driver.Group.Leave("", "b", _driver.Now).ShouldBe(ErrorCode.UnknownMemberId);

        _driver.Join(_first, instance: "a").Now().Members.Count.ShouldBe(1);
    }
}
