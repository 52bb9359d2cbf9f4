using System.Linq.Expressions;

namespace AkkaStreamProc.Operators.Time;

/// <summary>Refuses expressions in which the time zone of the machine decides what a time means.</summary>
internal sealed class LocalTimes : ExpressionVisitor
{
    private readonly Expression _whole;

    private LocalTimes(Expression whole) => _whole = whole;

    /// <exception cref="StreamProcessingException">A <see cref="DateTime"/> becomes a <see cref="DateTimeOffset"/> without an offset; names the expression and the way out.</exception>
    public static void Refuse(LambdaExpression expression) => new LocalTimes(expression).Visit(expression.Body);

    protected override Expression VisitUnary(UnaryExpression node) =>
        node.NodeType == ExpressionType.Convert && IsDateTime(node.Operand) && node.Method?.DeclaringType == typeof(DateTimeOffset)
            ? throw Refusal(node.Operand)
            : base.VisitUnary(node);

    protected override Expression VisitNew(NewExpression node) =>
        node.Type == typeof(DateTimeOffset) && node.Arguments is [var only] && IsDateTime(only)
            ? throw Refusal(only)
            : base.VisitNew(node);

    private static bool IsDateTime(Expression operand) => operand.Type == typeof(DateTime);

    private StreamProcessingException Refusal(Expression time) => new(
        $"The event time {_whole} makes a DateTimeOffset of the DateTime '{time}' by the time zone of the machine. " +
        $"Give the offset: new DateTimeOffset({time}, TimeSpan.Zero) where the time is UTC.");
}
