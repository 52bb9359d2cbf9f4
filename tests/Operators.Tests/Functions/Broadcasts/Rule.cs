namespace AkkaStreamProc.Operators.Tests.Functions.Broadcasts;

/// <summary>A rule under a number; one that is off removes the number, and one below zero cannot be applied.</summary>
public sealed record Rule(int Id, long Limit, bool IsOff = false);
