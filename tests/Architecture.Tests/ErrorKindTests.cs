namespace AkkaStreamProc.Architecture.Tests;

public class ErrorKindTests
{
    /// <summary>
    /// Every error of ours, and whether a job tries again: never, always, or as the place says that throws it. A new one is
    /// to be thought about.
    /// </summary>
    private static readonly Dictionary<string, string> Kinds = new()
    {
        ["StreamProcessingException"] = "as the place says",
        ["BadRecordException"] = "never",
        ["RecordRefusedException"] = "never",
        ["UserFunctionException"] = "as its cause",
        ["SnapshotException"] = "as the place says",
        ["ExchangeException"] = "always",
        ["BatchFormatException"] = "as the place says",
        ["JobFailedException"] = "as the place says",
        ["FilesException"] = "as its cause",
        ["KafkaConnectorException"] = "as the place says",
        ["AkkaConnectorException"] = "as the place says",
        ["HostException"] = "never",
    };

    [Fact]
    public void Every_error_has_a_kind()
    {
        var errors = Layer.All.SelectMany(l => l.Assembly.GetTypes()).Where(typeof(StreamProcessingException).IsAssignableFrom).Select(t => t.Name).Distinct();

        errors.Except(Kinds.Keys).ShouldBeEmpty("decide whether a job tries again after it, and add it here");
    }

    [Fact]
    public void Error_that_is_retried_says_so_where_it_is_thrown()
    {
        var never = Kinds.Where(k => k.Value == "never").Select(k => k.Key).ToHashSet();
        var offending = Repository.SourceFiles("src")
            .SelectMany(file => File.ReadLines(file).Select(line => (file, line)))
            .Where(l => l.line.Contains("IsTransient = true", StringComparison.Ordinal) && never.Any(n => l.line.Contains($"new {n}(", StringComparison.Ordinal)))
            .Select(l => Repository.Relative(l.file));

        offending.ShouldBeEmpty();
    }
}
