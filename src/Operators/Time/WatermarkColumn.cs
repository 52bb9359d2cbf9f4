namespace AkkaStreamProc.Operators.Time;

/// <summary>What the watermarks before the records of one channel or split come to beside the others.</summary>
internal static class WatermarkColumn
{
    /// <summary>Replaces each watermark by the lower of it and that of the others, which does not change meanwhile.</summary>
    /// <param name="watermarks">Of the channel or split whose records they are.</param>
    /// <param name="others">The lowest watermark of the others; <see cref="Watermarks.Max"/> where there are none.</param>
    /// <param name="reached">What was reached before, below which nothing goes back.</param>
    public static void Combine(Span<long> watermarks, long others, long reached)
    {
        for (var i = 0; i < watermarks.Length; i++)
        {
            watermarks[i] = Math.Max(Math.Min(watermarks[i], others), reached);
        }
    }
}
