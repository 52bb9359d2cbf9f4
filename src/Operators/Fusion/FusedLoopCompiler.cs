using System.Linq.Expressions;
using AkkaStreamProc.Operators.Execution;

namespace AkkaStreamProc.Operators.Fusion;

/// <summary>Compiles a run of stateless stages into one loop over a batch.</summary>
/// <remarks>
/// Measured at 1.05 to 1.16 times a hand-written loop, against 2.7 to 7.6 for chains of delegates, and independent of
/// what else the process has run, because every loop is code of its own (see the benchmark <c>fused-chain</c>).
/// </remarks>
internal static class FusedLoopCompiler
{
    public static FusedLoop<TIn, TOut> Compile<TIn, TOut>(IReadOnlyList<Stage> stages)
    {
        var outValues = Expression.Parameter(typeof(TOut[]), "outValues");
        var outTimestamps = Expression.Parameter(typeof(long[]), "outTimestamps");
        var written = Expression.Variable(typeof(int), "written");
        var loop = new Body<TIn>();
        var block = loop.Build(
            stages,
            (value, timestamp) => Expression.Block(
                Expression.Assign(Expression.ArrayAccess(outValues, written), value),
                Expression.Assign(Expression.ArrayAccess(outTimestamps, written), timestamp),
                Expression.PreIncrementAssign(written)),
            [written],
            written);
        return Expression.Lambda<FusedLoop<TIn, TOut>>(block, loop.Values, loop.Timestamps, loop.Count, outValues, outTimestamps).Compile();
    }

    public static FusedExpandingLoop<TIn, TOut> CompileExpanding<TIn, TOut>(IReadOnlyList<Stage> stages)
    {
        var output = Expression.Parameter(typeof(Emitter<TOut>), "output");
        var loop = new Body<TIn>();
        var block = loop.Build(
            stages,
            (value, timestamp) => Expression.Call(output, nameof(Emitter<TOut>.Append), null, value, timestamp),
            [],
            Expression.Empty());
        return Expression.Lambda<FusedExpandingLoop<TIn, TOut>>(block, loop.Values, loop.Timestamps, loop.Count, output).Compile();
    }

    /// <summary>The parameters and the body that both kinds of loops share.</summary>
    private sealed class Body<TIn>
    {
        public ParameterExpression Values { get; } = Expression.Parameter(typeof(TIn[]), "values");

        public ParameterExpression Timestamps { get; } = Expression.Parameter(typeof(long[]), "timestamps");

        public ParameterExpression Count { get; } = Expression.Parameter(typeof(int), "count");

        public Expression Build(
            IReadOnlyList<Stage> stages,
            Func<Expression, Expression, Expression> emit,
            IEnumerable<ParameterExpression> variables,
            Expression result)
        {
            var index = Expression.Variable(typeof(int), "index");
            var value = Expression.Variable(typeof(TIn), "value");
            var timestamp = Expression.Variable(typeof(long), "timestamp");
            var next = Expression.Label("next");
            var hoisting = new Hoisting();
            var chain = hoisting.Visit(Chain(stages, 0, value, next, last => emit(last, timestamp)));
            var loop = Loops.Counted(
                index,
                Count,
                Expression.Block(
                    [value, timestamp],
                    Expression.Assign(value, Expression.ArrayIndex(Values, index)),
                    Expression.Assign(timestamp, Expression.ArrayIndex(Timestamps, index)),
                    chain),
                next);
            return Expression.Block(
                hoisting.Locals.Concat(variables).Append(index),
                hoisting.Assignments.Append(loop).Append(result));
        }

        private static Expression Chain(
            IReadOnlyList<Stage> stages, int position, Expression value, LabelTarget next, Func<Expression, Expression> emit)
        {
            if (position == stages.Count)
            {
                return emit(value);
            }

            var stage = stages[position];
            var body = ParameterReplacement.Apply(stage.Lambda, value);
            switch (stage.Kind)
            {
                case StageKind.Where:
                    return Expression.Block(
                        Expression.IfThen(Expression.Not(body), Expression.Goto(next)),
                        Chain(stages, position + 1, value, next, emit));
                case StageKind.Select:
                    var selected = Expression.Variable(body.Type, "selected");
                    return Expression.Block(
                        [selected],
                        Expression.Assign(selected, body),
                        Chain(stages, position + 1, selected, next, emit));
                default:
                    var item = Expression.Variable(ItemType(body.Type), "item");
                    var nextItem = Expression.Label("nextItem");
                    return Loops.ForEach(body, item, Chain(stages, position + 1, item, nextItem, emit), nextItem);
            }
        }

        private static Type ItemType(Type sequence)
        {
            if (sequence.IsArray)
            {
                return sequence.GetElementType()!;
            }

            var enumerable = sequence.IsGenericType && sequence.GetGenericTypeDefinition() == typeof(IEnumerable<>)
                ? sequence
                : sequence.GetInterfaces().First(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEnumerable<>));
            return enumerable.GetGenericArguments()[0];
        }
    }
}
