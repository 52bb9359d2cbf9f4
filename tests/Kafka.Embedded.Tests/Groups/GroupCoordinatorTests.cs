using AkkaStreamProc.Connectors.Kafka.Embedded.Groups;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;
using Microsoft.Extensions.Time.Testing;

namespace AkkaStreamProc.Kafka.Embedded.Tests.Groups;

public sealed class GroupCoordinatorTests : IDisposable
{
    private static readonly byte[] Orders = [0, 1, 0, 0, 0, 1, 0, 6, .. "orders"u8, 0, 0, 0, 0];
    private readonly string _directory = Directory.CreateTempSubdirectory("groups-").FullName;
    private readonly FakeTimeProvider _time = new();
    private readonly OffsetStore _offsets;
    private readonly GroupCoordinator _groups;

    public GroupCoordinatorTests()
    {
        _offsets = new OffsetStore(_directory, flush: false);
        _groups = new GroupCoordinator(_offsets, _time);
    }

    public void Dispose()
    {
        _groups.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public void Clock_lets_the_silent_go_without_anybody_asking()
    {
        string member = Join("group").Now().MemberId;
        _time.Advance(TimeSpan.FromSeconds(8));
        _groups.Heartbeat("group", new MemberClaim(member, null, 1)).ShouldBe(ErrorCode.None);
        _time.Advance(TimeSpan.FromSeconds(8));
        _groups.Describe("group").Members.Count.ShouldBe(1);

        _time.Advance(TimeSpan.FromSeconds(8));

        _groups.Describe("group").Phase.ShouldBe(GroupPhase.Empty);
    }

    [Fact]
    public void Clock_ends_a_rebalance_that_somebody_holds_up()
    {
        string first = Join("group").Now().MemberId;
        Task<JoinAnswer> second = Join("group");
        for (int i = 0; i < 12; i++)
        {
            second.IsCompleted.ShouldBeFalse();
            _groups.Heartbeat("group", new MemberClaim(first, null, 1)).ShouldBe(ErrorCode.RebalanceInProgress);
            _time.Advance(TimeSpan.FromSeconds(5));
        }

        second.Now().Leader.ShouldBe(second.Now().MemberId);
    }

    [Fact]
    public void Groups_that_only_commit_are_listed_and_outlive_a_restart()
    {
        Commit("a");
        Join("b");
        using var again = new GroupCoordinator(new OffsetStore(_directory, flush: false), _time);

        _groups.DescribeAll().Select(group => (group.Id, group.Phase)).ShouldBe([("a", GroupPhase.Empty), ("b", GroupPhase.CompletingRebalance)]);
        again.DescribeAll().Select(group => (group.Id, group.Phase)).ShouldBe([("a", GroupPhase.Empty)]);
    }

    [Fact]
    public void Only_a_group_that_nobody_is_in_is_deleted_and_its_offsets_go_with_it()
    {
        Commit("group");
        string member = Join("group").Now().MemberId;

        _groups.Delete("group").ShouldBe(ErrorCode.NonEmptyGroup);
        _groups.Leave("group", member, null);
        _groups.Delete("group").ShouldBe(ErrorCode.None);
        _groups.Delete("group").ShouldBe(ErrorCode.GroupIdNotFound);

        _offsets.All("group").ShouldBeEmpty();
        new OffsetStore(_directory, flush: false).Groups.ShouldBeEmpty();
    }

    [Fact]
    public void Offsets_are_deleted_but_for_topics_that_a_member_reads()
    {
        Commit("group");
        Join("group", Orders);

        _groups.DeleteOffsets("group", [("orders", 0), ("clicks", 0)]).Partitions.ShouldBe([ErrorCode.GroupSubscribedToTopic, ErrorCode.None]);

        _offsets.All("group").Select(offset => offset.Topic).ShouldBe(["orders"]);
        _groups.DeleteOffsets("none", [("orders", 0)]).Error.ShouldBe(ErrorCode.GroupIdNotFound);
    }

    [Fact]
    public void Member_whose_subscription_cannot_be_read_may_read_anything()
    {
        Commit("group");
        Join("group", [1]);

        _groups.DeleteOffsets("group", [("clicks", 0)]).Partitions.ShouldBe([ErrorCode.GroupSubscribedToTopic]);
    }

    [Fact]
    public void Refused_commit_writes_nothing()
    {
        Join("group");
        bool written = false;

        _groups.Commit("group", new MemberClaim("", null, -1), inTransaction: false, () =>
        {
            written = true;
            return ErrorCode.None;
        }).ShouldBe(ErrorCode.UnknownMemberId);

        written.ShouldBeFalse();
    }

    private Task<JoinAnswer> Join(string group, byte[]? metadata = null)
    {
        var profile = new MemberProfile("client", "", TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(60), "consumer", [new GroupProtocol("range", metadata ?? Orders)]);
        return _groups.Join(group, new JoinRequest("", null, profile, ComesBackWithId: false));
    }

    private void Commit(string group) =>
        _offsets.Commit(group, [new CommittedOffset("orders", 0, 5, -1, null), new CommittedOffset("clicks", 0, 5, -1, null)]);
}
