namespace AkkaStreamProc.Simulation.Tests.Processing;

/// <summary>What the function of <see cref="ProcessingJob"/> says of a user: a total so far, or that a timer was due.</summary>
internal sealed record Note(string User, bool IsTimer, long Value);
