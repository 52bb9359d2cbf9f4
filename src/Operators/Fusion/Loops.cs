using System.Linq.Expressions;

namespace AkkaStreamProc.Operators.Fusion;

/// <summary>The loops that compiled chains are made of.</summary>
internal static class Loops
{
    /// <summary><c>for (index = 0; index &lt; count; index++) body</c>; jumping to <paramref name="next"/> goes on with the next round.</summary>
    public static Expression Counted(ParameterExpression index, Expression count, Expression body, LabelTarget? next = null)
    {
        var end = Expression.Label("end");
        return Expression.Block(
            Expression.Assign(index, Expression.Constant(0)),
            Expression.Loop(
                Expression.Block(
                    Expression.IfThen(Expression.GreaterThanOrEqual(index, count), Expression.Break(end)),
                    body,
                    Expression.Label(next ?? Expression.Label("next")),
                    Expression.PreIncrementAssign(index)),
                end));
    }

    /// <summary><c>foreach (var item in sequence) body</c>, over an array where it is one.</summary>
    public static Expression ForEach(Expression sequence, ParameterExpression item, Expression body, LabelTarget next)
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
                        Expression.IfThen(
                            Expression.Not(Expression.Call(enumerator, typeof(System.Collections.IEnumerator).GetMethod("MoveNext")!)),
                            Expression.Break(end)),
                        Expression.Block([item], Expression.Assign(item, Expression.Property(enumerator, "Current")), body),
                        Expression.Label(next)),
                    end),
                Expression.Call(enumerator, typeof(IDisposable).GetMethod("Dispose")!)));
    }
}
