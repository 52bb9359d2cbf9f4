using System.Linq.Expressions;

namespace AkkaStreamProc.Operators.Fusion;

/// <summary>What a stage of a fused chain does with a record.</summary>
internal enum StageKind
{
    Where,
    Select,
    SelectMany,
}

/// <summary>One stateless verb of a chain, as the expression it was declared with.</summary>
internal sealed record Stage(StageKind Kind, LambdaExpression Lambda);
