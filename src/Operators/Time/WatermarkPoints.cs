namespace AkkaStreamProc.Operators.Time;

/// <summary>
/// The watermarks at which something downstream depends on the exact record behind which they are emitted: where a window fires or
/// stops to accept late records.
/// </summary>
/// <remarks>
/// Between two such points the moment of a watermark is free and a source emits few of them; at a point it cuts its
/// batch. So what is late follows from the order of the records alone, not from batch sizes or flush timers.
/// The points are the union of arithmetic sequences <c>phase + k · period</c>.
/// </remarks>
internal sealed class WatermarkPoints
{
    private readonly (long Period, long Phase)[] _sequences;

    public WatermarkPoints(IEnumerable<WatermarkPoint> sequences) =>
        _sequences = [.. sequences.Select(s => (s.Period, Modulo.Of(s.Phase, s.Period))).Distinct()];

    /// <summary>The smallest point that is greater than a watermark; <see cref="Watermarks.Max"/> where there is none.</summary>
    public long After(long watermark)
    {
        var next = Watermarks.Max;
        foreach (var (period, phase) in _sequences)
        {
            if (watermark == Watermarks.Min)
            {
                return Watermarks.Min + 1;
            }

            var gap = period - Modulo.Of(Modulo.Of(watermark, period) - phase, period);
            if (watermark < Watermarks.Max - gap)
            {
                next = Math.Min(next, watermark + gap);
            }
        }

        return next;
    }
}
