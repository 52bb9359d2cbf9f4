using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Kafka.Embedded.Tests.Raw;

/// <summary>The requests of a group's member, sent by hand; every answer is read to its last byte.</summary>
internal static class RawGroupCalls
{
    public static async Task<RawJoin> JoinGroupAsync(this RawClient client, string group, string memberId = "", short version = 9, int sessionTimeoutMs = 10_000)
    {
        int correlation = await client.SendJoinGroupAsync(group, memberId, version, sessionTimeoutMs);
        WireReader answer = await client.ReceiveAsync(correlation, version >= 6);
        Skip(answer, version >= 2 ? 4 : 0);
        var error = (ErrorCode)answer.ReadInt16();
        int generation = answer.ReadInt32();
        if (version >= 7)
        {
            answer.ReadNullableString().ShouldBe(error == ErrorCode.None ? "consumer" : null);
        }

        string protocol = answer.ReadNullableString() ?? "";
        string leader = answer.ReadString();
        Skip(answer, version >= 9 ? 1 : 0);
        string member = answer.ReadString();
        int members = answer.ReadArrayLength();
        for (int i = 0; i < members; i++)
        {
            answer.ReadString();
            if (version >= 5)
            {
                answer.ReadNullableString().ShouldBeNull();
            }

            answer.ReadBytes().ShouldBe([1]);
            answer.SkipTags();
        }

        End(answer);
        return new RawJoin(error, generation, protocol, leader, member, members);
    }

    public static Task<int> SendJoinGroupAsync(this RawClient client, string group, string memberId = "", short version = 9, int sessionTimeoutMs = 10_000) =>
        client.SendAsync(ApiKey.JoinGroup, version, 6, body =>
        {
            body.WriteString(group);
            body.WriteInt32(sessionTimeoutMs);
            if (version >= 1)
            {
                body.WriteInt32(60_000);
            }

            body.WriteString(memberId);
            if (version >= 5)
            {
                body.WriteString(null);
            }

            body.WriteString("consumer");
            body.WriteArrayLength(1);
            body.WriteString("range");
            body.WriteBytes([1]);
            body.WriteTags();
            if (version >= 8)
            {
                body.WriteString("because");
            }

            body.WriteTags();
        });

    /// <summary>Gives the one member its share.</summary>
    public static async Task<(ErrorCode Error, string Share)> SyncGroupAsync(this RawClient client, string group, string memberId, int generation, byte[] share, short version)
    {
        WireReader answer = await client.CallAsync(ApiKey.SyncGroup, version, 4, body =>
        {
            WriteMember(body, group, memberId, generation, version);
            if (version >= 5)
            {
                body.WriteString("consumer");
                body.WriteString("range");
            }

            body.WriteArrayLength(1);
            body.WriteString(memberId);
            body.WriteBytes(share);
            body.WriteTags();
            body.WriteTags();
        });
        Skip(answer, version >= 1 ? 4 : 0);
        var error = (ErrorCode)answer.ReadInt16();
        if (version >= 5)
        {
            answer.ReadNullableString().ShouldBe("consumer");
            answer.ReadNullableString().ShouldBe("range");
        }

        string given = Convert.ToHexString(answer.ReadBytes());
        End(answer);
        return (error, given);
    }

    public static async Task<ErrorCode> HeartbeatAsync(this RawClient client, string group, string memberId, int generation, short version)
    {
        WireReader answer = await client.CallAsync(ApiKey.Heartbeat, version, 4, body =>
        {
            WriteMember(body, group, memberId, generation, version);
            body.WriteTags();
        });
        Skip(answer, version >= 1 ? 4 : 0);
        var error = (ErrorCode)answer.ReadInt16();
        End(answer);
        return error;
    }

    /// <summary>The member's error, or that of the whole request.</summary>
    public static async Task<ErrorCode> LeaveGroupAsync(this RawClient client, string group, string memberId, short version)
    {
        WireReader answer = await client.CallAsync(ApiKey.LeaveGroup, version, 4, body => WriteLeave(body, group, memberId, version));
        Skip(answer, version >= 1 ? 4 : 0);
        var error = (ErrorCode)answer.ReadInt16();
        if (version >= 3)
        {
            answer.ReadArrayLength().ShouldBe(1);
            answer.ReadString().ShouldBe(memberId);
            answer.ReadNullableString().ShouldBeNull();
            error = error == ErrorCode.None ? (ErrorCode)answer.ReadInt16() : error;
            answer.SkipTags();
        }

        End(answer);
        return error;
    }

    public static async Task<(string State, string ProtocolType, string Protocol, string Members)> DescribeGroupAsync(this RawClient client, string group, short version)
    {
        WireReader answer = await client.CallAsync(ApiKey.DescribeGroups, version, 5, body =>
        {
            body.WriteArrayLength(1);
            body.WriteString(group);
            if (version >= 3)
            {
                body.WriteBoolean(false);
            }

            body.WriteTags();
        });
        Skip(answer, version >= 1 ? 4 : 0);
        answer.ReadArrayLength().ShouldBe(1);
        ((ErrorCode)answer.ReadInt16()).ShouldBe(ErrorCode.None);
        answer.ReadString().ShouldBe(group);
        (string state, string protocolType, string protocol) = (answer.ReadString(), answer.ReadString(), answer.ReadString());
        var members = new List<string>();
        for (int left = answer.ReadArrayLength(); left > 0; left--)
        {
            string id = answer.ReadString();
            if (version >= 4)
            {
                answer.ReadNullableString().ShouldBeNull();
            }

            members.Add($"{id} {answer.ReadString()} {answer.ReadString()} {Convert.ToHexString(answer.ReadBytes())} {Convert.ToHexString(answer.ReadBytes())}");
            answer.SkipTags();
        }

        Skip(answer, version >= 3 ? 4 : 0);
        answer.SkipTags();
        End(answer);
        return (state, protocolType, protocol, string.Join(',', members));
    }

    public static async Task<List<(string Group, string ProtocolType)>> ListGroupsAsync(this RawClient client, short version, params string[] states)
    {
        WireReader answer = await client.CallAsync(ApiKey.ListGroups, version, 3, body =>
        {
            if (version >= 4)
            {
                body.WriteArrayLength(states.Length);
                Array.ForEach(states, body.WriteString);
            }

            if (version >= 5)
            {
                body.WriteArrayLength(0);
            }

            body.WriteTags();
        });
        Skip(answer, version >= 1 ? 4 : 0);
        ((ErrorCode)answer.ReadInt16()).ShouldBe(ErrorCode.None);
        var groups = new List<(string, string)>();
        for (int left = answer.ReadArrayLength(); left > 0; left--)
        {
            groups.Add((answer.ReadString(), answer.ReadString()));
            if (version >= 4)
            {
                answer.ReadString().ShouldBe("Stable");
            }

            if (version >= 5)
            {
                answer.ReadString().ShouldBe("classic");
            }

            answer.SkipTags();
        }

        End(answer);
        return groups;
    }

    private static void WriteMember(WireWriter body, string group, string memberId, int generation, short version)
    {
        body.WriteString(group);
        body.WriteInt32(generation);
        body.WriteString(memberId);
        if (version >= 3)
        {
            body.WriteString(null);
        }
    }

    private static void WriteLeave(WireWriter body, string group, string memberId, short version)
    {
        body.WriteString(group);
        if (version >= 3)
        {
            body.WriteArrayLength(1);
        }

        body.WriteString(memberId);
        if (version >= 3)
        {
            body.WriteString(null);
        }

        if (version >= 5)
        {
            body.WriteString("because");
        }

        if (version >= 3)
        {
            body.WriteTags();
        }

        body.WriteTags();
    }

    private static void Skip(WireReader answer, int bytes)
    {
        for (int i = 0; i < bytes; i++)
        {
            answer.ReadInt8();
        }
    }

    private static void End(WireReader answer)
    {
        answer.SkipTags();
        answer.Remaining.ShouldBe(0);
    }
}
