using AkkaStreamProc.Host.Jobs;

namespace AkkaStreamProc.Host.Tests.Jobs;

public class UsedAddressesTests
{
    [Theory]
    [InlineData("kafka", "b:9092/t", "b:9092/t")]
    [InlineData("file", "out", "out")]
    [InlineData("file", "out/*", "out")]
    [InlineData("file", "out/*.jsonl", "./out/")]
    [InlineData("file", "*/*.jsonl", "out")]
    [InlineData("file", "**/*.jsonl", "a/b/out")]
    [InlineData("file", "out/**", "out")]
    public void Source_that_reads_what_the_job_writes_is_refused(string scheme, string source, string sink) =>
        Should.Throw<StreamProcessingException>(() => Used(scheme, source, sink).RefuseLoops()).Message.ShouldContain($"{scheme}:{sink}");

    [Theory]
    [InlineData("kafka", "b:9092/t", "b:9092/u")]
    [InlineData("file", "in/clicks.jsonl", "in")]
    [InlineData("file", "in/*.csv", "in")]
    [InlineData("file", "in/*", "in/out")]
    [InlineData("file", "in/*", "out")]
    [InlineData("file", "**/*.log", "out")]
    public void Source_that_reads_nothing_of_it_is_allowed(string scheme, string source, string sink) =>
        Should.NotThrow(() => Used(scheme, source, sink).RefuseLoops());

    private static UsedAddresses Used(string scheme, string source, string sink)
    {
        var used = new UsedAddresses();
        used.AddSource(scheme, source);
        used.AddSink(scheme, sink);
        return used;
    }
}
