namespace AkkaStreamProc.Bench.Measuring;

/// <summary>Numbers that other work on the machine does not move much.</summary>
internal static class Medians
{
    public static double Median(this IEnumerable<double> values) => values.Order().ToArray() switch
    {
        [] => double.NaN,
        var sorted when sorted.Length % 2 == 1 => sorted[sorted.Length / 2],
        var sorted => (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2,
    };
}
