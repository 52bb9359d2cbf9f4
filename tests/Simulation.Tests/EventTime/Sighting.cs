namespace AkkaStreamProc.Simulation.Tests.EventTime;

/// <summary>What a function saw: a click, or (number −1) a timer, and how far event time was.</summary>
internal sealed record Sighting(string User, long Time, int Number, long Watermark);
