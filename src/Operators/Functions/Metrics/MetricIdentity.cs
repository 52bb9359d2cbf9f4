namespace AkkaStreamProc.Operators.Functions;

/// <summary>What a metric of a function is called, and whose it is.</summary>
/// <param name="Name">The name of the instrument.</param>
/// <param name="Unit">What it counts, if it is said.</param>
/// <param name="Description">What it means, if it is said.</param>
/// <param name="Operator">The operator of the function.</param>
internal sealed record MetricIdentity(string Name, string? Unit, string? Description, string Operator);
