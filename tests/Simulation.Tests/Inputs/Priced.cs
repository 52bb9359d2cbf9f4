namespace AkkaStreamProc.Simulation.Tests.Inputs;

/// <summary>What the table of <see cref="LoadFirstJoin"/> says of the click of a number.</summary>
internal sealed record Priced(int Number, long Sum);
