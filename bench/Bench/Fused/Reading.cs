namespace AkkaStreamProc.Bench.Fused;

/// <summary>A measurement as it comes in.</summary>
internal readonly record struct Reading(int Sensor, int Status, double Celsius);

/// <summary>A measurement as it is wanted.</summary>
internal readonly record struct Heat(int Sensor, double Fahrenheit);
