using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using AkkaStreamProc.Chaos.Clicks;
using AkkaStreamProc.Chaos.Processes;

namespace AkkaStreamProc.Chaos.Runs;

/// <summary>Holds what a job has committed against what it should have.</summary>
internal static partial class Outcome
{
    /// <summary>Nothing lost, nothing twice: counts, late clicks and bad records, in the files and in the last line of the job.</summary>
    /// <param name="job">The job, which has finished.</param>
    /// <param name="last">The process that finished it.</param>
    /// <param name="oracle">What it should have written.</param>
    public static void ShouldBeExactly(this ClickCountsJob job, HostProcess last, ClickOracle oracle) =>
        job.ShouldBeExactly(last, oracle, CommittedFiles.Lines(job.Counts));

    /// <inheritdoc cref="ShouldBeExactly(ClickCountsJob, HostProcess, ClickOracle)"/>
    /// <param name="counts">The lines of the output, wherever it went.</param>
    public static void ShouldBeExactly(this ClickCountsJob job, HostProcess last, ClickOracle oracle, IReadOnlyCollection<string> counts)
    {
        var story = $"seed {ChaosSettings.Seed}; the last process wrote{Environment.NewLine}{last.Output}";
        Comparison.Difference(counts, oracle.Counts).ShouldBeEmpty($"counts; {story}");
        Comparison.Difference(CommittedFiles.Lines(job.Late), job.KeepsLate ? oracle.Late : []).ShouldBeEmpty($"late clicks; {story}");
        Comparison.Difference(CommittedFiles.Lines(job.Bad).Select(Place), oracle.Bad).ShouldBeEmpty($"bad records; {story}");
        new[] { job.Counts, job.Late, job.Bad }.SelectMany(CommittedFiles.Leftovers).ShouldBeEmpty($"uncommitted files; {story}");
        Summary(last).ShouldBe((oracle.Records, counts.Count, oracle.Late.Count, oracle.Bad.Count), $"in, out, late, bad; {story}");
    }

    private static (int Partition, long Position) Place(string badRecord)
    {
        using var json = JsonDocument.Parse(badRecord);
        var split = json.RootElement.GetProperty("split").GetString()!;
        return (Number(split[(split.LastIndexOf('/') + 1)..]), long.Parse(json.RootElement.GetProperty("position").GetString()!, CultureInfo.InvariantCulture));
    }

    private static (long In, int Out, int Late, int Bad) Summary(HostProcess process)
    {
        var line = SummaryLine().Match(process.Output.Lines.LastOrDefault(l => l.StartsWith("records ", StringComparison.Ordinal)) ?? "");
        line.Success.ShouldBeTrue($"There is no line that ends the run.{Environment.NewLine}{process.Output}");
        return (Number(line.Groups[1].Value), Number(line.Groups[2].Value), Number(line.Groups[3].Value), Number(line.Groups[4].Value));
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^records in=(\d+) out=(\d+) late=(\d+) bad=(\d+)$")]
    private static partial Regex SummaryLine();
}
