using AkkaStreamProc.Connectors.Kafka.Embedded;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;
using AkkaStreamProc.Kafka.Embedded.Tests.Raw;

namespace AkkaStreamProc.Kafka.Embedded.Tests;

public sealed class ApiVersionsTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Every_version_lists_exactly_what_is_implemented(short version)
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        using RawClient client = await RawClient.ConnectAsync(kafka);

        WireReader answer = await client.CallAsync(ApiKey.ApiVersions, version, 3, body =>
        {
            if (version >= 3)
            {
                body.WriteString("specs");
                body.WriteString("1.0");
                body.WriteTags();
            }
        });

        ((ErrorCode)answer.ReadInt16()).ShouldBe(ErrorCode.None);
        ReadKeys(answer).Order().ShouldBe(Enum.GetValues<ApiKey>().Order());
        if (version >= 1)
        {
            answer.ReadInt32().ShouldBe(0);
        }

        answer.SkipTags();
        answer.Remaining.ShouldBe(0);
    }

    [Fact]
    public async Task Version_that_is_too_new_is_answered_in_the_oldest_layout()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        using RawClient client = await RawClient.ConnectAsync(kafka);

        int correlation = await client.SendAsync(ApiKey.ApiVersions, 99, 3, body => body.WriteString("a layout nobody knows yet"));
        WireReader answer = await client.ReceiveAsync(correlation, flexible: false);

        ((ErrorCode)answer.ReadInt16()).ShouldBe(ErrorCode.UnsupportedVersion);
        ReadKeys(answer).ShouldContain(ApiKey.ApiVersions);
        answer.Remaining.ShouldBe(0);
    }

    private static List<ApiKey> ReadKeys(WireReader answer)
    {
        var keys = new List<ApiKey>();
        for (int left = answer.ReadArrayLength(); left > 0; left--)
        {
            keys.Add((ApiKey)answer.ReadInt16());
            answer.ReadInt16().ShouldBeLessThanOrEqualTo(answer.ReadInt16());
            answer.SkipTags();
        }

        return keys;
    }
}
