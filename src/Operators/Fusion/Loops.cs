using System.Linq.Expressions;

namespace AkkaStreamProc.Operators.Fusion;

/// <summary>The loops that compiled chains are made of.</summary>
internal static class Loops
{
    /// <summary><c>for (index = 0; index &lt; count; index++) body</c>; jumping to <paramref name="next"/> goes on with the next round.</summary>
    public static Expression Counted(ParameterExpression index, Expression count, Expression body, LabelTarget? next = null) =>
        Counted(index, Expression.Constant(0), count, body, next, hasStopped: null);

    /// <summary>The same from <paramref name="start"/> on, and only until <paramref name="hasStopped"/> holds behind a round.</summary>
    public static Expression Counted(
        ParameterExpression index, Expression start, Expression count, Expression body, LabelTarget? next, Expression? hasStopped)
    {
        var end = Expression.Label("end");
        return Expression.Block(
            Expression.Assign(index, start),
            Expression.Loop(
                Expression.Block(
                    Expression.IfThen(Expression.GreaterThanOrEqual(index, count), Expression.Break(end)),
                    body,
                    Expression.Label(next ?? Expression.Label("next")),
                    Expression.PreIncrementAssign(index),
                    hasStopped is null ? Expression.Empty() : Expression.IfThen(hasStopped, Expression.Break(end))),
                end));
    }

    /// <summary><c>foreach (var item in sequence) body</c>, over an array where it is one.</summary>
    /// <param name="sequence">What is gone through.</param>
    /// <param name="item">Takes each item.</param>
    /// <param name="body">What is done with each.</param>
    /// <param name="next">Jumping there goes on with the next item.</param>
    /// <param name="enter">Executed before the sequence is asked for an item, which may run code of the user's.</param>
    public static Expression ForEach(Expression sequence, ParameterExpression item, Expression body, LabelTarget next, Expression enter)
    {
        if (sequence.Type.IsArray)
        {
            var array = Expression.Variable(sequence.Type, "array");
            var index = Expression.Variable(typeof(int), "position");
            return Expression.Block(
                [array, index],
                Expression.Assign(array, sequence),
                Counted(
                    index,
                    Expression.ArrayLength(array),
                    Expression.Block([item], Expression.Assign(item, Expression.ArrayIndex(array, index)), body),
                    next));
        }

        var enumerable = typeof(IEnumerable<>).MakeGenericType(item.Type);
        var enumerator = Expression.Variable(typeof(IEnumerator<>).MakeGenericType(item.Type), "enumerator");
        var end = Expression.Label("end");
        return Expression.Block(
            [enumerator],
            Expression.Assign(enumerator, Expression.Call(Expression.Convert(sequence, enumerable), enumerable.GetMethod("GetEnumerator")!)),
            Expression.TryFinally(
                Expression.Loop(
                    Expression.Block(
                        enter,
                        Expression.IfThen(
                            Expression.Not(Expression.Call(enumerator, typeof(System.Collections.IEnumerator).GetMethod("MoveNext")!)),
                            Expression.Break(end)),
                        Expression.Block([item], Expression.Assign(item, Expression.Property(enumerator, "Current")), body),
                        Expression.Label(next)),
                    end),
                Expression.Call(enumerator, typeof(IDisposable).GetMethod("Dispose")!)));
    }
}
