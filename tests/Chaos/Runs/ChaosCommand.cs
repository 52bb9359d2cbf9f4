using System.Globalization;
using System.Text.RegularExpressions;
using AkkaStreamProc.Chaos.Processes;
using Xunit.Abstractions;

namespace AkkaStreamProc.Chaos.Runs;

/// <summary>The command <c>chaos</c> in a process of its own, and the table at its end.</summary>
internal static partial class ChaosCommand
{
    private static TimeSpan Patience => TimeSpan.FromMinutes(10 + ChaosSettings.Kills(unlessSet: 0) / 2.0);

    public static async Task<(int ExitCode, Dictionary<string, long> Table)> RunAsync(ITestOutputHelper output, params string[] options)
    {
        using var process = HostProcess.Start(["chaos", "--seed", $"{ChaosSettings.Seed}", .. options]);
        var exitCode = await process.ExitCodeAsync(Patience);
        output.WriteLine(process.Output.ToString());
        var rows = process.Output.Lines.Select(line => Row().Match(line)).Where(row => row.Success);
        return (exitCode, rows.ToDictionary(row => row.Groups[1].Value.Trim(), row => long.Parse(row.Groups[2].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture)));
    }

    /// <summary>The records that are not where they should be.</summary>
    public static long Faults(Dictionary<string, long> table) => table["lost"] + table["doubled"] + table["reordered"] + table["miscounted"];

    [GeneratedRegex(@"^(.{46}) *([0-9,]+)$")]
    private static partial Regex Row();
}
