using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Fusion;

namespace AkkaStreamProc.Operators.Graph;

/// <summary>A stateless verb, without its input type.</summary>
internal abstract class StatelessNode(int id, string kind, string name, bool isNamed, Type outputType, Stage stage)
    : OperatorNode(id, kind, name, isNamed, outputType)
{
    public Stage Stage => stage;

    /// <summary>
    /// What creates the operator for a run of nodes that begins with this one and ends with one that emits
    /// <typeparamref name="TOut"/>. Compiles once; the result serves all subtasks.
    /// </summary>
    public abstract Func<OperatorContext, StreamOperator> Fuse<TOut>(IReadOnlyList<Stage> run);

    /// <summary>The same, asked of the last node of the run, which knows the output type.</summary>
    public abstract Func<OperatorContext, StreamOperator> FuseFrom(StatelessNode first, IReadOnlyList<Stage> run);

    public sealed override StreamOperator Create(OperatorContext context) => FuseFrom(this, [Stage])(context);
}

/// <summary>A stateless verb: one stage of a fused loop.</summary>
internal sealed class StatelessNode<TIn, TLast>(int id, string kind, string name, bool isNamed, Stage stage)
    : StatelessNode(id, kind, name, isNamed, typeof(TLast), stage)
{
    public override Func<OperatorContext, StreamOperator> Fuse<TOut>(IReadOnlyList<Stage> run)
    {
        if (run.Any(s => s.Kind == StageKind.SelectMany))
        {
            var expanding = FusedLoopCompiler.CompileExpanding<TIn, TOut>(run);
            return context => new FusedExpandingOperator<TIn, TOut>(context, expanding);
        }

        var loop = FusedLoopCompiler.Compile<TIn, TOut>(run);
        return context => new FusedOperator<TIn, TOut>(context, loop);
    }

    public override Func<OperatorContext, StreamOperator> FuseFrom(StatelessNode first, IReadOnlyList<Stage> run) => first.Fuse<TLast>(run);
}
