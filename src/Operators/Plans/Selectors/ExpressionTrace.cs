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
        if (Captured(node, out var captured))
        {
            _uses.Add(captured is not null && TraceNames.IsConstant(captured) ? TraceNames.OfConstant(captured) : node.Member.Name);
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
        if (node.NodeType is not (ExpressionType.Convert or ExpressionType.ConvertChecked))
        {
            Operation(node.NodeType, node.Method);
        }
        else if (Type.GetTypeCode(node.Type) is TypeCode.SByte or TypeCode.Byte or TypeCode.Int16 or TypeCode.UInt16 or TypeCode.Char && node.Operand.Type != node.Type)
        {
            _uses.Add(TraceNames.OfNarrowing(Type.GetTypeCode(node.Type)));
        }

        return node;
    }

    protected override MemberAssignment VisitMemberAssignment(MemberAssignment node)
    {
        base.VisitMemberAssignment(node);
        _uses.Add(TraceNames.OfSetter(node.Member));
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

    /// <summary>What a lambda has captured, through as many closures as there are around it.</summary>
    private static bool Captured(MemberExpression node, out object? value)
    {
        value = null;
        if (node.Member is not FieldInfo field || !field.DeclaringType!.Name.StartsWith("<>c", StringComparison.Ordinal))
        {
            return false;
        }

        var owner = node.Expression switch
        {
            ConstantExpression { Value: { } closure } => closure,
            MemberExpression outer when Captured(outer, out var closure) => closure,
            _ => null,
        };
        value = owner is null ? null : field.GetValue(owner);
        return owner is not null;
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
            ExpressionType.Not or ExpressionType.OnesComplement => "not",
            _ => null,
        };
        if (name is not null)
        {
            _uses.Add(name);
        }
    }
}
