using AkkaStreamProc.Connectors.Kafka.Embedded;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;
using AkkaStreamProc.Kafka.Embedded.Tests.Raw;

namespace AkkaStreamProc.Kafka.Embedded.Tests.Groups;

/// <summary>The layouts of the group requests, version by version; librdkafka uses only some of them.</summary>
public sealed class GroupRequestTests
{
    public static TheoryData<short> JoinVersions => [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

    public static TheoryData<short> SyncVersions => [0, 1, 2, 3, 4, 5];

    [Theory]
    [MemberData(nameof(JoinVersions))]
    public async Task Member_joins_in_every_version(short version)
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        using RawClient client = await RawClient.ConnectAsync(kafka);

        RawJoin told = await client.JoinGroupAsync("group", version: version);
        RawJoin joined = version >= 4 ? await client.JoinGroupAsync("group", told.MemberId, version) : told;

        told.Error.ShouldBe(version >= 4 ? ErrorCode.MemberIdRequired : ErrorCode.None);
        joined.ShouldBe(new RawJoin(ErrorCode.None, 1, "range", joined.MemberId, joined.MemberId, 1));
        joined.MemberId.ShouldStartWith("specs-");
    }

    [Theory]
    [MemberData(nameof(SyncVersions))]
    public async Task Member_syncs_beats_and_leaves_in_every_version(short version)
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        using RawClient client = await RawClient.ConnectAsync(kafka);
        string member = (await client.JoinGroupAsync("group", version: 3)).MemberId;

        (await client.SyncGroupAsync("group", member, 1, [7, 8], version)).ShouldBe((ErrorCode.None, "0708"));
        (await client.HeartbeatAsync("group", member, 1, Math.Min(version, (short)4))).ShouldBe(ErrorCode.None);
        (await client.HeartbeatAsync("group", member, 2, Math.Min(version, (short)4))).ShouldBe(ErrorCode.IllegalGeneration);
        (await client.LeaveGroupAsync("group", member, version)).ShouldBe(ErrorCode.None);
        (await client.LeaveGroupAsync("group", member, version)).ShouldBe(ErrorCode.UnknownMemberId);
    }

    [Theory]
    [MemberData(nameof(SyncVersions))]
    public async Task Groups_are_described_and_listed_in_every_version(short version)
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        using RawClient client = await RawClient.ConnectAsync(kafka);
        string member = (await client.JoinGroupAsync("group", version: 3)).MemberId;
        await client.SyncGroupAsync("group", member, 1, [7], 3);

        (await client.DescribeGroupAsync("group", version)).ShouldBe(("Stable", "consumer", "range", $"{member} specs 127.0.0.1 01 07"));
        (await client.DescribeGroupAsync("none", version)).ShouldBe(("Dead", "", "", ""));
        (await client.ListGroupsAsync(version)).ShouldBe([("group", "consumer")]);
        if (version >= 4)
        {
            (await client.ListGroupsAsync(version, "Empty")).ShouldBeEmpty();
        }
    }

    [Theory]
    [InlineData("", 10_000, ErrorCode.InvalidGroupId)]
    [InlineData("group", 5_999, ErrorCode.InvalidSessionTimeout)]
    [InlineData("group", -1, ErrorCode.InvalidSessionTimeout)]
    [InlineData("group", 1_800_001, ErrorCode.InvalidSessionTimeout)]
    internal async Task Join_that_cannot_be_is_answered_with_its_own_code(string group, int sessionTimeoutMs, ErrorCode expected)
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        using RawClient client = await RawClient.ConnectAsync(kafka);

        (await client.JoinGroupAsync(group, sessionTimeoutMs: sessionTimeoutMs)).Error.ShouldBe(expected);
    }

    [Fact]
    public async Task Broker_that_stops_lets_nobody_wait()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        using RawClient first = await RawClient.ConnectAsync(kafka);
        using RawClient second = await RawClient.ConnectAsync(kafka);
        string member = (await first.JoinGroupAsync("group", version: 3)).MemberId;
        await first.SyncGroupAsync("group", member, 1, [], 3);
        await second.SendJoinGroupAsync("group", version: 3);

        await kafka.StopAsync();

        await second.ShouldBeClosedAsync();
    }
}
