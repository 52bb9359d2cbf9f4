namespace AkkaStreamProc.Operators.Graph;

/// <summary>One state of an operator, for plans and the fingerprint.</summary>
/// <param name="Name">The name it is addressed by in snapshots.</param>
/// <param name="Type">What it holds.</param>
/// <param name="Detail">What the plan adds; may change between two starts, so it is no part of the fingerprint.</param>
public sealed record StateDescription(string Name, string Type, string Detail = "");
