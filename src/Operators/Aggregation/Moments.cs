namespace AkkaStreamProc;

/// <summary>The number, mean and squared deviations of numbers, of which their variance is made. Its content is the aggregate's own.</summary>
/// <remarks>
/// Kept around the mean, so that small deviations from a large mean are not lost: one number by the recurrence of Welford (1962),
/// two sets of them by that of Chan, Golub and LeVeque (1979).
/// </remarks>
public struct Moments
{
    private double _mean;
    private double _squaredDeviations;

    internal long Count { get; private set; }

    /// <summary>The mean of the squared deviations; not a number where there is none.</summary>
    internal readonly double Variance => _squaredDeviations / Count;

    /// <summary>What the variance of all is by that of a sample (Bessel's correction); not a number for one number.</summary>
    internal readonly double SampleVariance => Count == 0 ? double.NaN : _squaredDeviations / (Count - 1);

    internal void Add(double number)
    {
        var deviation = number - _mean;
        Count++;
        _mean += deviation / Count;
        _squaredDeviations += deviation * (number - _mean);
    }

    internal void Merge(in Moments later)
    {
        if (Count == 0 || later.Count == 0)
        {
            this = Count == 0 ? later : this;
            return;
        }

        var count = Count + later.Count;
        var share = (double)later.Count / count;
        var deviation = later._mean - _mean;
        _mean += deviation * share;
        _squaredDeviations += later._squaredDeviations + deviation * deviation * Count * share;
        Count = count;
    }
}
