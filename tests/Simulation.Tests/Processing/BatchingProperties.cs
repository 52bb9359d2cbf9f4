using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Simulation.Tests.Processing;

/// <summary>What a function without keys keeps in its subtasks is kept once, however many there are.</summary>
public sealed class BatchingProperties
{
    private const int Size = 5;
    private const int MostSubtasks = 4;

    [Fact]
    public void Records_that_are_gathered_in_the_subtasks_leave_once_through_crashes_and_rescaling() => Suite.Run(Batches);

    internal static SimulationResult Batches(int seed)
    {
        var scenario = Scenario.WithinBound(new Random(seed));
        var output = new Output<int>(seed);
        JobGraph Build(int parallelism)
        {
            var job = new JobBuilder("batches") { Parallelism = parallelism, MaxParallelism = 16 };
            scenario.ClicksOf(job).Rebalance().Process(() => new Batching(), "batching").SinkTo(output.Sink, "sink");
            return job.Build();
        }

        var result = new JobSimulation(Build, Suite.Options(seed, output.Disturb)).Run();

        output.Committed.ShouldBeUnique();
        output.Committed.Except(scenario.All.Select(c => c.Number)).ShouldBeEmpty();
        // What is left in the subtasks is less than a batch in each.
        (scenario.All.Count() - output.Committed.Count).ShouldBeInRange(0, (Size - 1) * MostSubtasks, scenario.ToString());
        return result;
    }

    /// <summary>Emits records so many at a time.</summary>
    private sealed class Batching : StreamFunction<Click, int>
    {
        private ListState<int> _gathered = null!;

        public override void Open(SubtaskStateDeclarations states) => _gathered = states.SplitList<int>("gathered");

        public override void Process(Click record, FunctionContext<int> context)
        {
            _gathered.Add(record.Number);
            if (_gathered.Count >= Size)
            {
                foreach (var number in _gathered)
                {
                    context.Emit(number);
                }

                _gathered.Clear();
            }
        }
    }
}
