using System.Linq.Expressions;
using System.Reflection;

namespace AkkaStreamProc.Operators.Fusion;

/// <summary>Moves what does not change out of a compiled loop.</summary>
/// <remarks>
/// A captured variable is read once, when the loop is compiled, and becomes a constant; an object constant (a delegate,
/// a service) becomes a local variable set before the loop. Left inside, each would cost several loads and a cast for
/// every record, because compiled expressions keep their constants in an array of objects.
/// </remarks>
internal sealed class Hoisting : ExpressionVisitor
{
    private readonly Dictionary<object, ParameterExpression> _locals = new(ReferenceEqualityComparer.Instance);

    /// <summary>The local variables that stand for object constants.</summary>
    public IEnumerable<ParameterExpression> Locals => _locals.Values;

    /// <summary>Sets the local variables; to be executed before the loop.</summary>
    public IEnumerable<Expression> Assignments => _locals.Select(l => Expression.Assign(l.Value, Expression.Constant(l.Key, l.Value.Type)));

    protected override Expression VisitMember(MemberExpression node)
    {
        if (TryEvaluate(node, out var value))
        {
            return Visit(Expression.Constant(value, node.Type));
        }

        return base.VisitMember(node);
    }

    protected override Expression VisitConstant(ConstantExpression node)
    {
        if (node.Value is null || node.Type.IsPrimitive || node.Type.IsEnum || node.Type.IsValueType || node.Type == typeof(string))
        {
            return node;
        }

        if (!_locals.TryGetValue(node.Value, out var local))
        {
            local = Expression.Variable(node.Type, "hoisted");
            _locals.Add(node.Value, local);
        }

        return local.Type == node.Type ? local : Expression.Convert(local, node.Type);
    }

    private static bool TryEvaluate(Expression node, out object? value)
    {
        switch (node)
        {
            case ConstantExpression constant:
                value = constant.Value;
                return true;
            case MemberExpression { Member: FieldInfo field, Expression: { } owner } when TryEvaluate(owner, out var target) && target is not null:
                value = field.GetValue(target);
                return true;
            case MemberExpression { Member: FieldInfo { IsInitOnly: true, IsStatic: true } field }:
                value = field.GetValue(null);
                return true;
            default:
                value = null;
                return false;
        }
    }
}
