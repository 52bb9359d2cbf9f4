using System.Text.RegularExpressions;
using AkkaStreamProc.Connectors.Kafka.Embedded;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;
using AkkaStreamProc.Kafka.Embedded.Tests.Raw;

namespace AkkaStreamProc.Kafka.Embedded.Tests;

public sealed partial class ApiVersionsTests
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
        Read(answer).Select(api => api.Key).Order().ShouldBe(Enum.GetValues<ApiKey>().Order());
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
        Read(answer).ShouldContain(api => api.Key == ApiKey.ApiVersions && api.Max == 3);
        answer.Remaining.ShouldBe(0);
    }

    [Fact]
    public async Task Documentation_lists_the_requests_and_versions_that_are_advertised()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        using RawClient client = await RawClient.ConnectAsync(kafka);
        WireReader answer = await client.CallAsync(ApiKey.ApiVersions, 0, 3, _ => { });
        answer.ReadInt16();

        string page = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "embedded-kafka.md"));

        DocumentedRow().Matches(page).Select(row => row.Groups[1].Value + row.Groups[2].Value).Order()
            .ShouldBe(Read(answer).Select(api => $"{api.Key}{api.Min}–{api.Max}").Order());
    }

    [GeneratedRegex(@"^\| (\w+) \| (\d+–\d+) \|", RegexOptions.Multiline)]
    private static partial Regex DocumentedRow();

    private static List<(ApiKey Key, short Min, short Max)> Read(WireReader answer)
    {
        var apis = new List<(ApiKey, short, short)>();
        for (int left = answer.ReadArrayLength(); left > 0; left--)
        {
            apis.Add(((ApiKey)answer.ReadInt16(), answer.ReadInt16(), answer.ReadInt16()));
            answer.SkipTags();
        }

        return apis;
    }
}
