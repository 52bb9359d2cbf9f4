using System.Globalization;
using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Simulation.Tests.LifeCycles;

/// <summary>Whatever is asked of a job, at whatever step: it is answered rightly, and changes no result.</summary>
/// <remarks>
/// What the simulation itself watches: a submission is refused exactly while the job runs; an attempt runs the plan it was
/// accepted with and begins beside no subtask of another; an end is told when everything is closed; a savepoint began
/// after it was asked for; every request has one answer.
/// </remarks>
public sealed class LifeCycleProperties
{
    /// <summary>So many histories, and every step of a history is tried with every request.</summary>
    private const int AllHistories = 10_000;

    private static readonly SimulatedRequest[] Kinds = Enum.GetValues<SimulatedRequest>();

    [Fact]
    public void Every_request_at_every_step_is_answered_rightly_and_changes_no_result()
    {
        var histories = int.TryParse(Environment.GetEnvironmentVariable("HISTORIES"), CultureInfo.InvariantCulture, out var set) ? set : 1200;
        var stride = Math.Max(1, AllHistories / histories);

        for (var seed = 0; seed < 2; seed++)
        {
            var undisturbed = Simulate(Options(seed));
            var requests = Enumerable.Range(0, undisturbed.Steps)
                .SelectMany(step => Kinds.Select(kind => (Step: step, Kind: kind)))
                .Where((_, number) => number % stride == seed % stride)
                .ToList();

            requests.Count.ShouldBeGreaterThan(Kinds.Length);
            Histories.Run(requests.Count, number => Simulate(Options(seed) with { Requests = [(requests[number].Step, requests[number].Kind)] }));
        }
    }

    [Fact]
    public void Requests_in_a_row_are_answered_rightly_and_change_no_result() => Histories.Run(300, RequestsAtSomeSteps);

    internal static SimulationResult RequestsAtSomeSteps(int seed)
    {
        var random = new Random(seed);
        var steps = Simulate(Options(seed)).Steps;
        return Simulate(Options(seed) with
        {
            Requests = [.. Enumerable.Range(0, Suite.IsCalm ? 0 : 1 + seed % 4).Select(_ => (random.Next(steps), Kinds[random.Next(Kinds.Length)]))],
        });
    }

    private static SimulationOptions Options(int seed) => Suite.Options(seed) with
    {
        Parallelisms = [2],
        MaxCrashes = 0,
        MaxFaults = 0,
        MaxRequests = 0,
        CheckpointProbability = 0.05,
        ChannelCredit = 4,
    };

    private static SimulationResult Simulate(SimulationOptions options)
    {
        var job = new LifeCycleJob();

        var result = job.Simulate(options);

        var asked = string.Join(", ", options.Requests);
        job.Committed.ShouldBe(LifeCycleJob.Expected, asked);
        job.OpenTransactions.ShouldBe(0, $"what was closed must have no transaction open: {asked}");
        job.OpenWriters.ShouldBe(0, $"every writer must be closed: {asked}");
        return result;
    }
}
