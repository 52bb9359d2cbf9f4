namespace AkkaStreamProc.Operators.Time;

/// <summary>A sequence of watermarks <c>phase + k · period</c>, in milliseconds.</summary>
internal readonly record struct WatermarkPoint(long Period, long Phase);
