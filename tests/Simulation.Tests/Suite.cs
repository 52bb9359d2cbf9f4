using System.Globalization;
using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Simulation.Tests;

/// <summary>How many histories each property goes through, and what they are like.</summary>
/// <remarks>The environment variable <c>HISTORIES</c> is their number over all properties; 1500 unless it is set.
/// <c>SEED</c> replays one, and <c>TRACE</c> names a file for its steps.</remarks>
internal static class Suite
{
    private const int DefaultHistories = 1500;
    private const int Properties = 6;

    /// <summary>Runs a property's part of the histories; at least half of them must have had a crash.</summary>
    public static void Run(Func<int, SimulationResult> history)
    {
        var all = int.TryParse(Environment.GetEnvironmentVariable("HISTORIES"), CultureInfo.InvariantCulture, out var set) ? set : DefaultHistories;

        var result = Histories.Run((all + Properties - 1) / Properties, history);

        if (result.Count > 1)
        {
            result.WithCrash.ShouldBeGreaterThanOrEqualTo((result.Count + 1) / 2, $"crashes must be common: {result}");
            result.WithFault.ShouldBeGreaterThanOrEqualTo(result.Count / 2, $"faults must be common: {result}");
        }
    }

    /// <summary>How the history of a seed goes.</summary>
    public static SimulationOptions Options(int seed, Action? disturbance = null) => new()
    {
        Seed = seed,
        Parallelisms = [1, 2, 3, 4],
        MaxCrashes = 3,
        CrashProbability = 0.004,
        CheckpointProbability = 0.03,
        MaxFaults = 4,
        FaultProbability = 0.004,
        MaxRequests = 2,
        RequestProbability = 0.001,
        ChannelCredit = 1 + seed % 50,
        Disturbance = disturbance,
        Trace = Environment.GetEnvironmentVariable("TRACE") is { Length: > 0 } file ? line => File.AppendAllLines(file, [line]) : null,
    };
}
