using System.Linq.Expressions;
using System.Reflection;

namespace AkkaStreamProc.Operators.Plans.Selectors;

/// <summary>The text of an expression (<see cref="SelectorTrace"/>).</summary>
internal sealed class ExpressionTrace : ExpressionVisitor
{
    private readonly List<string> _uses = [];

    public static string Of(LambdaExpression selector)
    {
        var trace = new ExpressionTrace();
        trace.Visit(selector.Body);
        return string.Join(" ", trace._uses);
    }

    protected override Expression VisitInvocation(InvocationExpression node)
    {
        // How a delegate stands in an expression.
        if (node.Expression is ConstantExpression { Value: Delegate function })
        {
            _uses.Add(MethodTrace.Of(function) ?? "?");
            return node;
        }

        return base.VisitInvocation(node);
    }

    protected override Expression VisitMember(MemberExpression node)
    {
        if (node is { Expression: ConstantExpression { Value: { } closure }, Member: FieldInfo field } && field.GetValue(closure) is { } captured && TraceNames.IsConstant(captured))
        {
            _uses.Add(TraceNames.OfConstant(captured));
            return node;
        }

        base.VisitMember(node);
        _uses.Add(node.Member.Name);
        return node;
    }

    protected override Expression VisitMethodCall(MethodCallExpression node)
    {
        base.VisitMethodCall(node);
        _uses.Add(TraceNames.Of(node.Method));
        return node;
    }

    protected override Expression VisitNew(NewExpression node)
    {
        base.VisitNew(node);
        _uses.Add($"new({node.Arguments.Count})");
        return node;
    }

    protected override Expression VisitBinary(BinaryExpression node)
    {
        base.VisitBinary(node);
        Operation(node.NodeType, node.Method);
        return node;
    }

    protected override Expression VisitUnary(UnaryExpression node)
    {
        base.VisitUnary(node);
        Operation(node.NodeType, node.NodeType is ExpressionType.Convert or ExpressionType.ConvertChecked ? null : node.Method);
        return node;
    }

    protected override Expression VisitConstant(ConstantExpression node)
    {
        if (node.Value is not null && TraceNames.IsConstant(node.Value))
        {
            _uses.Add(TraceNames.OfConstant(node.Value));
        }

        return node;
    }

    private void Operation(ExpressionType type, MethodInfo? method)
    {
        var name = method is not null ? TraceNames.Of(method) : type switch
        {
            ExpressionType.Add or ExpressionType.AddChecked => "add",
            ExpressionType.Subtract or ExpressionType.SubtractChecked => "sub",
            ExpressionType.Multiply or ExpressionType.MultiplyChecked => "mul",
            ExpressionType.Divide => "div",
            ExpressionType.Modulo => "rem",
            ExpressionType.And => "and",
            ExpressionType.Or => "or",
            ExpressionType.ExclusiveOr => "xor",
            ExpressionType.LeftShift => "shl",
            ExpressionType.RightShift => "shr",
            ExpressionType.Negate or ExpressionType.NegateChecked => "neg",
            _ => null,
        };
        if (name is not null)
        {
            _uses.Add(name);
        }
    }
}
