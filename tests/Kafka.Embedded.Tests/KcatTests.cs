using System.Diagnostics;
using AkkaStreamProc.Connectors.Kafka.Embedded;

namespace AkkaStreamProc.Kafka.Embedded.Tests;

public sealed class KcatTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [KcatFact]
    public async Task Kcat_writes_and_reads_with_every_codec_it_has()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        await kafka.CreateTopicAsync("orders");

        foreach (string codec in (string[])["none", "gzip", "snappy", "lz4", "zstd"])
        {
            await KcatAsync($"k:{codec}\n", "-P", "-b", kafka.BootstrapServers, "-t", "orders", "-p", "0", "-K:", "-z", codec, "-H", "trace=1");
        }

        (await KcatAsync("", "-C", "-b", kafka.BootstrapServers, "-t", "orders", "-o", "beginning", "-e", "-q", "-f", "%o %k %s %h\n"))
            .ShouldBe("0 k none trace=1\n1 k gzip trace=1\n2 k snappy trace=1\n3 k lz4 trace=1\n4 k zstd trace=1\n");
    }

    [KcatFact]
    public async Task Kcat_lists_the_node_and_its_topics()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        await kafka.CreateTopicAsync("orders", 2);

        string listing = await KcatAsync("", "-L", "-b", kafka.BootstrapServers);

        listing.ShouldContain($"broker 1 at {kafka.BootstrapServers}");
        listing.ShouldContain("topic \"orders\" with 2 partitions");
    }

    [KcatFact]
    public async Task Kcat_reads_as_a_member_of_a_group_and_goes_on_where_it_left_off()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        await kafka.CreateTopicAsync("orders");
        await KcatAsync("a\nb\nc\n", "-P", "-b", kafka.BootstrapServers, "-t", "orders");

        string first = await KcatAsync("", "-G", "group", "-b", kafka.BootstrapServers, "-X", "auto.offset.reset=earliest", "-c", "2", "-q", "orders");
        string second = await KcatAsync("", "-G", "group", "-b", kafka.BootstrapServers, "-X", "auto.offset.reset=earliest", "-e", "-q", "orders");

        first.ShouldBe("a\nb\n");
        second.ShouldBe("c\n");
    }

    private static async Task<string> KcatAsync(string input, params string[] arguments)
    {
        using Process kcat = Process.Start(new ProcessStartInfo("kcat", arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        await kcat.StandardInput.WriteAsync(input);
        kcat.StandardInput.Close();
        Task<string> output = kcat.StandardOutput.ReadToEndAsync();
        Task<string> errors = kcat.StandardError.ReadToEndAsync();
        await kcat.WaitForExitAsync().WaitAsync(Patience);
        kcat.ExitCode.ShouldBe(0, await errors);
        return await output;
    }
}
