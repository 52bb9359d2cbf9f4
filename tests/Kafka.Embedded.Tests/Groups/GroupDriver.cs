using AkkaStreamProc.Connectors.Kafka.Embedded.Groups;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Kafka.Embedded.Tests.Groups;

/// <summary>A group with a clock that moves when a spec says so.</summary>
internal sealed class GroupDriver
{
    public static readonly TimeSpan Session = TimeSpan.FromSeconds(10);
    public static readonly TimeSpan Rebalance = TimeSpan.FromSeconds(60);

    public Group Group { get; } = new("group");

    public TimeSpan Now { get; private set; } = TimeSpan.FromHours(1);

    /// <summary>A stable group; the first of the members leads it.</summary>
    public static (GroupDriver Driver, string[] Members) Stable(int members)
    {
        var driver = new GroupDriver();
        string[] ids = [.. Enumerable.Range(0, members).Select(_ => driver.Join(comesBackWithId: true).Now().MemberId)];
        Task<JoinAnswer>[] joins = [.. ids.Select(id => driver.Join(id))];
        joins.ShouldAllBe(join => join.IsCompleted);
        driver.SyncAll(ids);
        driver.Group.Phase.ShouldBe(GroupPhase.Stable);
        return (driver, ids);
    }

    public Task<JoinAnswer> Join(string memberId = "", string? instance = null, bool comesBackWithId = false, string protocolType = "consumer", params (string Name, byte[] Metadata)[] protocols)
    {
        (string Name, byte[] Metadata)[] offered = protocols.Length == 0 ? [("range", [1])] : protocols;
        var profile = new MemberProfile("client", "127.0.0.1", Session, Rebalance, protocolType, [.. offered.Select(one => new GroupProtocol(one.Name, one.Metadata))]);
        return Group.Join(new JoinRequest(memberId, instance, profile, comesBackWithId), Now);
    }

    public Task<SyncAnswer> Sync(string memberId, int? generation = null, string? instance = null, params (string Member, byte[] Share)[] shares) => Group.Sync(
        new SyncRequest(new MemberClaim(memberId, instance, generation ?? Group.Generation), null, null, shares.ToDictionary(share => share.Member, share => share.Share)),
        Now);

    /// <summary>All ask for their shares, which are their places in the list.</summary>
    public void SyncAll(params string[] ids)
    {
        (string, byte[])[] shares = [.. ids.Select((id, place) => (id, new[] { (byte)place }))];
        Task<SyncAnswer>[] answers = [.. ids.Reverse().Select(id => Sync(id, shares: shares))];
        answers.Select(answer => answer.Now().Error).ShouldAllBe(error => error == ErrorCode.None);
    }

    public ErrorCode Heartbeat(string memberId, int? generation = null, string? instance = null) =>
        Group.Heartbeat(new MemberClaim(memberId, instance, generation ?? Group.Generation), Now);

    public ErrorCode Commit(string memberId, int generation, bool inTransaction = false) =>
        Group.CheckCommit(new MemberClaim(memberId, null, generation), inTransaction, Now);

    /// <summary>Lets time pass, with everything that falls due in it.</summary>
    public void Pass(TimeSpan time)
    {
        TimeSpan end = Now + time;
        while (Group.NextDeadline is { } due && due <= end)
        {
            Now = due;
            Group.Advance(due);
            (Group.NextDeadline ?? TimeSpan.MaxValue).ShouldBeGreaterThan(due, "what was due is done");
        }

        Now = end;
    }
}
