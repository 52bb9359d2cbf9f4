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
        var output = new Output<TOut>();
        var loop = new Body<TIn>();
        var block = loop.Build(stages, (value, timestamp, _) => output.Write(value, timestamp), output.Written);
        return Expression.Lambda<FusedLoop<TIn, TOut>>(
            block, loop.Values, loop.Timestamps, loop.Count, output.Values, output.Timestamps, loop.Progress).Compile();
    }

    public static TimedFusedLoop<TIn, TOut> CompileTimed<TIn, TOut>(IReadOnlyList<Stage> stages)
    {
        var output = new Output<TOut>();
        var loop = new Body<TIn>();
        var watermarks = Expression.Parameter(typeof(long[]), "watermarks");
        var outWatermarks = Expression.Parameter(typeof(long[]), "outWatermarks");
        var block = loop.Build(
            stages,
            (value, timestamp, index) => Expression.Block(
                Expression.Assign(Expression.ArrayAccess(outWatermarks, output.Written), Expression.ArrayIndex(watermarks, index)),
                output.Write(value, timestamp)),
            output.Written);
        return Expression.Lambda<TimedFusedLoop<TIn, TOut>>(
            block, loop.Values, loop.Timestamps, watermarks, loop.Count, output.Values, output.Timestamps, outWatermarks, loop.Progress).Compile();
    }

    public static FusedExpandingLoop<TIn, TOut> CompileExpanding<TIn, TOut>(IReadOnlyList<Stage> stages)
    {
        var output = Expression.Parameter(typeof(Emitter<TOut>), "output");
        var loop = new Body<TIn>();
        var block = loop.BuildExpanding(
            stages, (value, timestamp, _) => Expression.Call(output, nameof(Emitter<TOut>.Append), null, value, timestamp), output);
        return Expression.Lambda<FusedExpandingLoop<TIn, TOut>>(block, loop.Values, loop.Timestamps, loop.Count, output, loop.Progress).Compile();
    }

    public static TimedFusedExpandingLoop<TIn, TOut> CompileTimedExpanding<TIn, TOut>(IReadOnlyList<Stage> stages)
    {
        var output = Expression.Parameter(typeof(Emitter<TOut>), "output");
        var watermarks = Expression.Parameter(typeof(long[]), "watermarks");
        var loop = new Body<TIn>();
        var block = loop.BuildExpanding(
            stages,
            (value, timestamp, index) => Expression.Call(
                output, nameof(Emitter<TOut>.Append), null, value, timestamp, Expression.ArrayIndex(watermarks, index)),
            output);
        return Expression.Lambda<TimedFusedExpandingLoop<TIn, TOut>>(
            block, loop.Values, loop.Timestamps, watermarks, loop.Count, output, loop.Progress).Compile();
    }

    /// <summary>The arrays that a loop fills, and how far it has come.</summary>
    private sealed class Output<TOut>
    {
        public ParameterExpression Values { get; } = Expression.Parameter(typeof(TOut[]), "outValues");

        public ParameterExpression Timestamps { get; } = Expression.Parameter(typeof(long[]), "outTimestamps");

        public ParameterExpression Written { get; } = Expression.Variable(typeof(int), "written");

        public Expression Write(Expression value, Expression timestamp) => Expression.Block(
            Expression.Assign(Expression.ArrayAccess(Values, Written), value),
            Expression.Assign(Expression.ArrayAccess(Timestamps, Written), timestamp),
            Expression.PreIncrementAssign(Written));
    }

    /// <summary>The parameters and the body that all kinds of loops share.</summary>
    private sealed class Body<TIn>
    {
        public ParameterExpression Values { get; } = Expression.Parameter(typeof(TIn[]), "values");

        public ParameterExpression Timestamps { get; } = Expression.Parameter(typeof(long[]), "timestamps");

        public ParameterExpression Count { get; } = Expression.Parameter(typeof(int), "count");

        public ParameterExpression Progress { get; } = Expression.Parameter(typeof(LoopProgress), "progress");

        /// <summary>A loop that counts its results in a variable, which it returns.</summary>
        public Expression Build(
            IReadOnlyList<Stage> stages, Func<Expression, Expression, Expression, Expression> emit, ParameterExpression written) =>
            Build(
                stages,
                emit,
                [written],
                [Expression.Assign(written, Of(nameof(LoopProgress.Written)))],
                [Expression.Assign(Of(nameof(LoopProgress.Written)), written)],
                hasStopped: null,
                written);

        /// <summary>A loop that gathers its results in an emitter, and stops where that has a full batch.</summary>
        public Expression BuildExpanding(
            IReadOnlyList<Stage> stages, Func<Expression, Expression, Expression, Expression> emit, ParameterExpression output) =>
            Build(
                stages,
                emit,
                [],
                [],
                [Expression.Call(output, nameof(Emitter<TIn>.Mark), null)],
                Expression.Property(output, nameof(Emitter<TIn>.HasFull)),
                Expression.Empty());

        private Expression Build(
            IReadOnlyList<Stage> stages,
            Func<Expression, Expression, Expression, Expression> emit,
            IEnumerable<ParameterExpression> variables,
            IEnumerable<Expression> before,
            IEnumerable<Expression> beforeRecord,
            Expression? hasStopped,
            Expression result)
        {
            var index = Expression.Variable(typeof(int), "index");
            var value = Expression.Variable(typeof(TIn), "value");
            var timestamp = Expression.Variable(typeof(long), "timestamp");
            var next = Expression.Label("next");
            var hoisting = new Hoisting();
            var chain = hoisting.Visit(Chain(stages, 0, value, next, last => emit(last, timestamp, index)));
            var loop = Loops.Counted(
                index,
                Of(nameof(LoopProgress.Start)),
                Count,
                Expression.Block(
                    [value, timestamp],
                    [
                        Expression.Assign(Of(nameof(LoopProgress.Index)), index),
                        .. beforeRecord,
                        Expression.Assign(value, Expression.ArrayIndex(Values, index)),
                        Expression.Assign(timestamp, Expression.ArrayIndex(Timestamps, index)),
                        chain,
                    ]),
                next,
                hasStopped);
            return Expression.Block(
                hoisting.Locals.Concat(variables).Append(index),
                [.. hoisting.Assignments, .. before, loop, Expression.Assign(Of(nameof(LoopProgress.Start)), index), result]);
        }

        private MemberExpression Of(string field) => Expression.Field(Progress, field);

        private Expression Chain(
            IReadOnlyList<Stage> stages, int position, Expression value, LabelTarget next, Func<Expression, Expression> emit)
        {
            if (position == stages.Count)
            {
                return emit(value);
            }

            var stage = stages[position];
            var body = ParameterReplacement.Apply(stage.Lambda, value);
            // Where there is one stage only, it is the one that threw.
            Expression enter = stages.Count > 1 ? Expression.Assign(Of(nameof(LoopProgress.Stage)), Expression.Constant(position)) : Expression.Empty();
            switch (stage.Kind)
            {
                case StageKind.Where:
                    return Expression.Block(
                        enter,
                        Expression.IfThen(Expression.Not(body), Expression.Goto(next)),
                        Chain(stages, position + 1, value, next, emit));
                case StageKind.Select:
                    var selected = Expression.Variable(body.Type, "selected");
                    return Expression.Block(
                        [selected],
                        enter,
                        Expression.Assign(selected, body),
                        Chain(stages, position + 1, selected, next, emit));
                default:
                    var item = Expression.Variable(ItemType(body.Type), "item");
                    var nextItem = Expression.Label("nextItem");
                    return Expression.Block(enter, Loops.ForEach(body, item, Chain(stages, position + 1, item, nextItem, emit), nextItem, enter));
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
