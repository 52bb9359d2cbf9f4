using System.Linq.Expressions;

namespace AkkaStreamProc.Operators.Fusion;

/// <summary>Compiles a selector into one loop over a batch.</summary>
internal static class ColumnCompiler
{
    public static ColumnLoop<T, TColumn> Compile<T, TColumn>(Expression<Func<T, TColumn>> selector)
    {
        var values = Expression.Parameter(typeof(T[]), "values");
        var column = Expression.Parameter(typeof(TColumn[]), "column");
        var count = Expression.Parameter(typeof(int), "count");
        var index = Expression.Variable(typeof(int), "index");
        var value = Expression.Variable(typeof(T), "value");
        var hoisting = new Hoisting();
        var body = hoisting.Visit(ParameterReplacement.Apply(selector, value));
        var progress = Expression.Parameter(typeof(LoopProgress), "progress");
        var record = Expression.Block(
            [value],
            Expression.Assign(Expression.Field(progress, nameof(LoopProgress.Index)), index),
            Expression.Assign(value, Expression.ArrayIndex(values, index)),
            Expression.Assign(Expression.ArrayAccess(column, index), body));
        var loop = Loops.Counted(index, Expression.Field(progress, nameof(LoopProgress.Start)), count, record, next: null, hasStopped: null);
        var block = Expression.Block(hoisting.Locals.Append(index), hoisting.Assignments.Append(loop));
        return Expression.Lambda<ColumnLoop<T, TColumn>>(block, values, column, count, progress).Compile();
    }
}
