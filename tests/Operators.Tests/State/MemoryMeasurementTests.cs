using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.Tests.Functions;

namespace AkkaStreamProc.Operators.Tests.State;

/// <summary>What an operator says it holds, beside what the heap says; measured while nothing else runs in the process.</summary>
[Collection(nameof(MemoryMeasurementTests))]
[CollectionDefinition(nameof(MemoryMeasurementTests), DisableParallelization = true)]
public class MemoryMeasurementTests
{
    [Fact]
    public void State_of_a_function_is_measured_within_a_third()
    {
        const int keys = 50_000;
        var run = ProcessRun.Fresh(() => new LambdaFunction((f, record, context) =>
        {
            f.Total.Value = record.Number;
            f.Texts.Value = [$"a text of some length of {record.Key}"];
            context.RegisterEventTimeTimer(record.Number);
        }));
        run.Send("warm", 1, 1);
        var (before, measuredBefore) = (GC.GetTotalMemory(forceFullCollection: true), run.Operator.MeasureMemory().State);
        for (var key = 0; key < keys; key++)
        {
            run.Send($"key of a customer {key}", key, key);
        }

        var held = GC.GetTotalMemory(forceFullCollection: true) - before;
        var measured = run.Operator.MeasureMemory().State - measuredBefore;

        GC.KeepAlive(run);
        ((double)measured / held).ShouldBeInRange(0.67, 1.5, $"measured {measured}, held {held}");
    }
}
