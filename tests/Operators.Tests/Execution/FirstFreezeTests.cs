using System.Runtime;
using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.Streams;
using AkkaStreamProc.Operators.Time;
using AkkaStreamProc.Operators.Windows;

namespace AkkaStreamProc.Operators.Tests.Execution;

/// <summary>The first freeze of a process finds its code compiled: it holds the records up, and compiling takes milliseconds.</summary>
/// <remarks>The keys are of types that no other test uses, so that nothing is compiled for them already.</remarks>
public class FirstFreezeTests
{
    // Without the rehearsal there are 43 and 14.
    private const int MethodsLeft = 0;

    [Fact]
    public void First_freeze_of_a_window_operator_compiles_next_to_nothing() =>
        MethodsCompiledByFirstFreeze(
            keyed => keyed.Window(TumblingWindows.OfEventTime(TimeSpan.FromSeconds(1))).Count("subject").SinkTo(new IdleSink<WindowResult<WindowKey, long>>()),
            new WindowKey(1)).ShouldBeLessThanOrEqualTo(MethodsLeft);

    [Fact]
    public void First_freeze_of_a_process_operator_compiles_next_to_nothing() =>
        MethodsCompiledByFirstFreeze(
            keyed => keyed.Process(() => new Remembering(), "subject").SinkTo(new IdleSink<ProcessKey>()),
            new ProcessKey(1)).ShouldBeLessThanOrEqualTo(MethodsLeft);

    private static int MethodsCompiledByFirstFreeze<TKey>(Action<KeyedStream<TKey, TKey>> declare, TKey key)
        where TKey : notnull
    {
        var job = new JobBuilder("job");
        declare(job.FromSource(new IdleSource<TKey>(), WatermarkStrategy<TKey>.Monotonous()).KeyBy(k => k));
        var op = job.Build().Create("subject", new TestRuntime().Context("subject"));
        op.OpenFresh();
        op.Feed((key, 1L));
        var freeze = new SubtaskFreeze(1);
        var contribution = freeze.Add("subject");

        var before = JitInfo.GetCompiledMethodCount(currentThread: true);
        op.Freeze(contribution);
        var compiled = JitInfo.GetCompiledMethodCount(currentThread: true) - before;

        contribution.Keyed.Count.ShouldBeGreaterThan(0);
        return (int)compiled;
    }

    private readonly record struct WindowKey(int Number);

    private readonly record struct ProcessKey(int Number);

    private sealed class Remembering : ProcessFunction<ProcessKey, ProcessKey, ProcessKey>
    {
        private ValueState<ProcessKey> _last = null!;

        public override void Open(StateDeclarations states) => _last = states.Value<ProcessKey>("last");

        public override void Process(ProcessKey record, ProcessContext<ProcessKey, ProcessKey> context)
        {
            _last.Value = record;
            context.RegisterEventTimeTimer(10);
        }
    }
}
