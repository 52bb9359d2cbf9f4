using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Simulation.Tests.LifeCycles;

/// <summary>Functions are closed as often as they are opened, whatever ends their attempts.</summary>
public sealed class ClosingFunctionProperties
{
    [Fact]
    public void Every_function_that_was_opened_is_closed_once_through_failures_and_requests() => Histories.Run(60, seed =>
    {
        var scenario = Scenario.WithinBound(new Random(seed));
        var output = new Output<int>(seed);
        var functions = new List<Tracked>();
        JobGraph Build(int parallelism)
        {
            var job = new JobBuilder("closing") { Parallelism = parallelism, MaxParallelism = 16 };
            scenario.ClicksOf(job).KeyBy(c => c.User)
                .Process(() =>
                {
                    var function = new Tracked();
                    functions.Add(function);
                    return function;
                }, "tracked")
                .SinkTo(output.Sink, "sink");
            return job.Build();
        }

        // A process that is lost closes nothing, nor does a subtask.
        var result = new JobSimulation(Build, Suite.Options(seed, output.Disturb) with { MaxCrashes = 0, Faults = SimulatedFaults.All & ~(SimulatedFaults.LostSubtask | SimulatedFaults.Zombie) }).Run();

        output.Committed.Count.ShouldBe(scenario.All.Count());
        functions.Count(f => f.Opened > 0).ShouldBeGreaterThan(1);
        functions.ShouldAllBe(f => f.Opened <= 1 && f.Closed == f.Opened && !f.HasWorkedOutside);
        return result;
    });

    private sealed class Tracked : ProcessFunction<string, Click, int>
    {
        private bool _hasWorked;

        public int Opened { get; private set; }

        public int Closed { get; private set; }

        public bool HasWorkedOutside { get; private set; }

        public override void Open(StateDeclarations states)
        {
            HasWorkedOutside |= Closed > 0;
            Opened++;
        }

        public override void Process(Click record, ProcessContext<string, int> context)
        {
            HasWorkedOutside |= Opened == 0 || Closed > 0;
            _hasWorked = true;
            context.Emit(record.Number);
        }

        public override void Close()
        {
            Closed++;
            if (_hasWorked)
            {
                throw new InvalidOperationException("Does not matter.");
            }
        }
    }
}
