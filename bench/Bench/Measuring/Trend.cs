namespace AkkaStreamProc.Bench.Measuring;

/// <summary>How a noisy number develops: the line of Theil and Sen, which a few outliers do not move.</summary>
internal static class Trend
{
    /// <summary>The median of the slopes between all pairs of points.</summary>
    /// <returns>The change of the second number to each unit of the first; not a number where there are fewer than two points.</returns>
    public static double Slope(IReadOnlyList<(double X, double Y)> points)
    {
        var slopes = new List<double>();
        for (var first = 0; first < points.Count; first++)
        {
            for (var second = first + 1; second < points.Count; second++)
            {
                slopes.Add((points[second].Y - points[first].Y) / (points[second].X - points[first].X));
            }
        }

        return slopes.Median();
    }
}
