using AkkaStreamProc.Operators.Changelogs;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Faults;
using AkkaStreamProc.Operators.Fusion;

namespace AkkaStreamProc.Operators.Plans.Definitions;

/// <summary>A stateless verb, without its types: one stage of a fused loop.</summary>
internal abstract class StatelessDefinition(string kind, Stage stage, OperatorPort input, IReadOnlyList<OperatorPort> outputs)
    : OperatorDefinition(kind, [input], outputs)
{
    public Stage Stage => stage;

    public override bool TakesChanges => true;

    public override ResultChanges ResultChanges => ResultChanges.OfInputs;

    public override bool KeepsRecords => stage.Kind == StageKind.Where || stage.IsIdentity;

    /// <summary>
    /// What creates the operator for a run of stages that begins with this one and ends with one that emits
    /// <typeparamref name="TOut"/>. Compiles once; the result serves all subtasks.
    /// </summary>
    public abstract Func<OperatorContext, StreamOperator> Fuse<TOut>(IReadOnlyList<Stage> run, bool carriesTime);

    /// <summary>The same, asked of the last of the run, which knows the output type.</summary>
    public abstract Func<OperatorContext, StreamOperator> FuseFrom(StatelessDefinition first, IReadOnlyList<Stage> run, bool carriesTime);
}

/// <summary>A stateless verb.</summary>
internal sealed class StatelessDefinition<TIn, TLast>(string kind, Stage stage)
    : StatelessDefinition(kind, stage, OperatorPort.Of<TIn>(), [OperatorPort.Of<TLast>(), OperatorPort.Of<FailedRecord<TIn>>(OperatorPort.Failed)])
{
    public override Func<OperatorContext, StreamOperator> Fuse<TOut>(IReadOnlyList<Stage> run, bool carriesTime)
    {
        string[] names = [.. run.Select(s => s.IsIdentity ? "" : s.Name)];
        if (run.Any(s => s.Kind == StageKind.SelectMany))
        {
            if (carriesTime)
            {
                var timedExpanding = FusedLoopCompiler.CompileTimedExpanding<TIn, TOut>(run);
                return context => new FusedExpandingOperator<TIn, TOut>(context, timedExpanding, names);
            }

            var expanding = FusedLoopCompiler.CompileExpanding<TIn, TOut>(run);
            return context => new FusedExpandingOperator<TIn, TOut>(context, expanding, names);
        }

        if (carriesTime)
        {
            var timed = FusedLoopCompiler.CompileTimed<TIn, TOut>(run);
            return context => new FusedOperator<TIn, TOut>(context, timed, names);
        }

        var loop = FusedLoopCompiler.Compile<TIn, TOut>(run);
        return context => new FusedOperator<TIn, TOut>(context, loop, names);
    }

    public override Func<OperatorContext, StreamOperator> FuseFrom(StatelessDefinition first, IReadOnlyList<Stage> run, bool carriesTime) =>
        first.Fuse<TLast>(run, carriesTime);
}
