using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Simulation.Tests.Processing;

/// <summary>A function with state and timers, whose output is in order for each user.</summary>
internal sealed class ProcessingJob(Scenario scenario, int seed)
{
    private readonly Output<Note> _notes = new(seed);

    public ILookup<string, Note> Notes => _notes.Committed.ToLookup(n => n.User);

    public SimulationResult Simulate() => new JobSimulation(Build, Suite.Options(seed, _notes.Disturb)).Run();

    private JobGraph Build(int parallelism)
    {
        var job = new JobBuilder("process") { Parallelism = parallelism, MaxParallelism = 16 };
        scenario.ClicksOf(job)
            .KeyBy(c => c.User)
            .Process(() => new TotalsAndTimers(scenario.Size), "totals")
            .SinkTo(_notes.Sink, "notes");
        return job.Build();
    }
}
