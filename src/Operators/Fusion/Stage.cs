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
/// <param name="Kind">What it does.</param>
/// <param name="Lambda">How.</param>
/// <param name="Name">The name of its operator, for messages; empty until the job is built.</param>
internal sealed record Stage(StageKind Kind, LambdaExpression Lambda, string Name = "")
{
    /// <summary>Whether records pass it as they are, as with a union.</summary>
    public bool IsIdentity => Kind == StageKind.Select && Lambda.Body == Lambda.Parameters[0];
}
