using System.Globalization;
using AkkaStreamProc.Simulation.Tests.Async;
using AkkaStreamProc.Simulation.Tests.Chaining;
using AkkaStreamProc.Simulation.Tests.Changelogs;
using AkkaStreamProc.Simulation.Tests.EventTime;
using AkkaStreamProc.Simulation.Tests.Faults;
using AkkaStreamProc.Simulation.Tests.Inputs;
using AkkaStreamProc.Simulation.Tests.LifeCycles;
using AkkaStreamProc.Simulation.Tests.Processing;
using AkkaStreamProc.Simulation.Tests.Shuffles;
using AkkaStreamProc.Simulation.Tests.Sources;
using AkkaStreamProc.Simulation.Tests.Tables;
using AkkaStreamProc.Simulation.Tests.Times;
using AkkaStreamProc.Simulation.Tests.Windows;
using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Simulation.Tests;

/// <summary>How many histories each property goes through, and what they are like.</summary>
/// <remarks>The environment variable <c>HISTORIES</c> is their number over all properties; 1200 unless it is set.
/// <c>SEED</c> replays one, and <c>TRACE</c> names a file for its steps.</remarks>
internal static class Suite
{
    private const int DefaultHistories = 1200;

    private static readonly Func<int, SimulationResult>[] Properties =
    [
        CountingProperties.WithinBound,
        CountingProperties.LateInOneSplit,
        CountingProperties.LateInManySplits,
        AggregatingProperties.Branches,
        ProcessingProperties.TotalsAndTimersInOrder,
        ShufflingProperties.SeveralShuffles,
        EventTimeProperties.FirstWithinATime,
        EventTimeProperties.FunctionsBehindFunctions,
        EventTimeProperties.CountsByTimers,
        RechainingProperties.ChangingChains,
        RefusingProperties.RefusedAreDiverted,
        LifeCycleProperties.RequestsAtSomeSteps,
        FailingProperties.FailedLeaveNothing,
        InputProperties.TableFirst,
        ConnectingProperties.Meetings,
        JoiningProperties.Joins,
        BroadcastProperties.SameCopies,
        TableProperties.Tables,
        TableProperties.LongTables,
        TableJoinProperties.LoadedTables,
        BatchingProperties.Batches,
        ShardProperties.ShardsOnce,
        AsyncProperties.AnswersInOrder,
        AsyncProperties.AnswersOutOfOrder,
        LookupProperties.Rows,
        UnionProperties.DerivedTypes,
        AlignmentProperties.AlignedSources,
        AlignmentProperties.AlignedSourcesThatDoNotPause,
    ];

    /// <summary>Whether nothing fails and nobody asks for anything.</summary>
    public static bool IsCalm { get; private set; }

    /// <summary>Runs a property's part of the histories; at least half of them must have had a crash.</summary>
    public static void Run(Func<int, SimulationResult> history)
    {
        var all = int.TryParse(Environment.GetEnvironmentVariable("HISTORIES"), CultureInfo.InvariantCulture, out var set) ? set : DefaultHistories;

        var result = Histories.Run((all + Properties.Length - 1) / Properties.Length, history);

        if (result.Count > 1)
        {
            result.WithCrash.ShouldBeGreaterThanOrEqualTo((result.Count + 1) / 2, $"crashes must be common: {result}");
            result.WithFault.ShouldBeGreaterThanOrEqualTo(result.Count / 2, $"faults must be common: {result}");
        }
    }

    /// <summary>Runs the properties seed by seed until one does not hold.</summary>
    /// <param name="firstSeed">Where it begins.</param>
    /// <param name="seeds">How many seeds each property goes through at the most.</param>
    /// <param name="isCalm">Whether nothing fails and nothing crashes.</param>
    /// <returns>What did not hold, with its seed, or <see langword="null"/>.</returns>
    public static string? FirstFailure(int firstSeed, int seeds, bool isCalm)
    {
        IsCalm = isCalm;
        for (var seed = firstSeed; seed < firstSeed + seeds; seed++)
        {
            foreach (var property in Properties)
            {
                try
                {
                    property(seed);
                }
                catch (Exception e)
                {
                    return $"{property.Method.Name}, seed {seed}: {e}";
                }
            }
        }

        return null;
    }

    /// <summary>How the history of a seed goes.</summary>
    public static SimulationOptions Options(int seed, Action? disturbance = null) => new()
    {
        Seed = seed,
        Parallelisms = [1, 2, 3, 4],
        MaxCrashes = IsCalm ? 0 : 3,
        CrashProbability = 0.004,
        CheckpointProbability = 0.03,
        MaxFaults = IsCalm ? 0 : 4,
        FaultProbability = 0.004,
        MaxRequests = IsCalm ? 0 : 4,
        RequestProbability = 0.003,
        ChannelCredit = 1 + seed % 50,
        ChannelBytes = 1 + seed * 97 % 4000,
        SerializesBatches = seed % 2 == 1,
        Disturbance = disturbance,
        Trace = Environment.GetEnvironmentVariable("TRACE") is { Length: > 0 } file ? line => File.AppendAllLines(file, [line]) : null,
    };
}
