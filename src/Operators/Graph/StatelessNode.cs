using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Fusion;

namespace AkkaStreamProc.Operators.Graph;

/// <summary>A stateless verb, without its input type.</summary>
internal abstract class StatelessNode(int id, string kind, string name, bool isNamed, Type outputType, Stage stage)
    : OperatorNode(id, kind, name, isNamed, outputType)
{
    public Stage Stage => stage;

    /// <summary>The stage with the name the operator has in the built job.</summary>
    public Stage NamedStage => stage with { Name = Name };

    /// <summary>
    /// What creates the operator for a run of nodes that begins with this one and ends with one that emits
    /// <typeparamref name="TOut"/>. Compiles once; the result serves all subtasks.
    /// </summary>
    public abstract Func<OperatorContext, StreamOperator> Fuse<TOut>(IReadOnlyList<Stage> run);

    /// <summary>The same, asked of the last node of the run, which knows the output type.</summary>
    public abstract Func<OperatorContext, StreamOperator> FuseFrom(StatelessNode first, IReadOnlyList<Stage> run);

    public sealed override StreamOperator Create(OperatorContext context) => FuseFrom(this, [NamedStage])(context);
}

/// <summary>A stateless verb: one stage of a fused loop.</summary>
internal sealed class StatelessNode<TIn, TLast>(int id, string kind, string name, bool isNamed, Stage stage)
    : StatelessNode(id, kind, name, isNamed, typeof(TLast), stage)
{
    public override Func<OperatorContext, StreamOperator> Fuse<TOut>(IReadOnlyList<Stage> run)
    {
        string[] names = [.. run.Select(s => s.IsIdentity ? "" : s.Name)];
        if (run.Any(s => s.Kind == StageKind.SelectMany))
        {
            if (CarriesTime)
            {
                var timedExpanding = FusedLoopCompiler.CompileTimedExpanding<TIn, TOut>(run);
                return context => new FusedExpandingOperator<TIn, TOut>(context, timedExpanding, names);
            }

            var expanding = FusedLoopCompiler.CompileExpanding<TIn, TOut>(run);
            return context => new FusedExpandingOperator<TIn, TOut>(context, expanding, names);
        }

        if (CarriesTime)
        {
            var timed = FusedLoopCompiler.CompileTimed<TIn, TOut>(run);
            return context => new FusedOperator<TIn, TOut>(context, timed, names);
        }

        var loop = FusedLoopCompiler.Compile<TIn, TOut>(run);
        return context => new FusedOperator<TIn, TOut>(context, loop, names);
    }

    public override Func<OperatorContext, StreamOperator> FuseFrom(StatelessNode first, IReadOnlyList<Stage> run) => first.Fuse<TLast>(run);
}
