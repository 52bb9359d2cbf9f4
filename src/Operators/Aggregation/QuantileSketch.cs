namespace AkkaStreamProc;

/// <summary>The distribution of numbers, in which quantiles are found with a bounded relative error. Its content is the aggregate's own.</summary>
/// <remarks>
/// <para>
/// DDSketch (Masson, Rim and Lee 2019): numbers are counted in buckets so narrow that the middle of one is off by the relative error at the
/// most from whatever lies in it. The logarithm is approximated within each power of two by a parabola, so that a number lies in the same
/// bucket on every machine, which the function of the platform does not promise; it takes 8 % more buckets.
/// </para>
/// <para>
/// Only buckets with numbers in them are kept, in their order, and of those the highest 20.48 ÷ error (2,048 for an error of 1 %), which
/// suffice for numbers between 1 and 10^16. Where there are more, the lowest are counted in the lowest that is kept. So the state depends
/// on the numbers alone, not on their order or on how they were divided.
/// </para>
/// </remarks>
public sealed class QuantileSketch
{
    internal const double MinError = 0.001;
    internal const double MaxError = 0.5;

    private const double SmallestNormal = 2.2250738585072014E-308;
    private const int LowestExponent = -1022;

    private const int NotANumber = int.MinValue;
    private const int Infinity = int.MaxValue;

    // By the order of their numbers: negative ones below 0, which is that of zero.
    private readonly List<int> _buckets = [];
    private readonly List<long> _counts = [];
    private double _error;
    private double _smallest;
    private double _largest;

    internal QuantileSketch(double error) => _error = error;

    internal int Buckets => _buckets.Count;

    private int MaxBuckets => (int)Math.Round(20.48 / _error);

    // The parabola rises by 4/3 or more where the logarithm rises by 1, and the logarithms of the ends of a bucket may differ by
    // ln((1 + error) / (1 - error)), which is 2 · error or more.
    private double BucketsPerOctave => 0.375 / _error;

    /// <summary>The number of the bucket that begins with 1, so that the lowest one is 1.</summary>
    private int BucketOfOne => 1 - (int)Math.Floor(LowestExponent * BucketsPerOctave);

    internal void Add(double number)
    {
        // Of zeros there is one, and one that is not a number.
        var canonical = double.IsNaN(number) ? double.NaN : number + 0.0;
        Extend(canonical, canonical);
        Add(BucketOf(canonical), 1);
    }

    /// <summary>Takes in the numbers of another sketch, which stays as it is.</summary>
    /// <remarks>Where the other has another error, what is found among its numbers later may be off by both.</remarks>
    internal void Merge(QuantileSketch other)
    {
        if (other._buckets.Count == 0)
        {
            return;
        }

        var isEmpty = _buckets.Count == 0;
        Extend(other._smallest, other._largest);
        if (isEmpty)
        {
            _error = other._error;
            _buckets.AddRange(other._buckets);
            _counts.AddRange(other._counts);
            return;
        }

        for (var i = 0; i < other._buckets.Count; i++)
        {
            Add(other._error == _error ? other._buckets[i] : BucketOf(other.NumberIn(other._buckets[i])), other._counts[i]);
        }
    }

    /// <summary>The number that as large a part of all others is not above; not a number where there is none.</summary>
    /// <param name="quantile">From 0 to 1.</param>
    internal double Find(double quantile)
    {
        if (_buckets.Count == 0)
        {
            return double.NaN;
        }

        var all = 0L;
        foreach (var count in _counts)
        {
            all += count;
        }

        var (rank, at) = ((long)((decimal)quantile * (all - 1)), 0);
        if (rank == 0 || rank == all - 1)
        {
            return rank == 0 ? _smallest : _largest;
        }

        for (; rank >= _counts[at] && at < _counts.Count - 1; at++)
        {
            rank -= _counts[at];
        }

        var found = NumberIn(_buckets[at]);
        return found.CompareTo(_largest) > 0 ? _largest : found.CompareTo(_smallest) < 0 ? _smallest : found;
    }

    private void Extend(double smallest, double largest)
    {
        _smallest = _buckets.Count == 0 || smallest.CompareTo(_smallest) < 0 ? smallest : _smallest;
        _largest = _buckets.Count == 0 || largest.CompareTo(_largest) > 0 ? largest : _largest;
    }

    private void Add(int bucket, long count)
    {
        var at = _buckets.BinarySearch(bucket);
        if (at >= 0)
        {
            _counts[at] += count;
            return;
        }

        at = ~at;
        var isFull = _buckets.Count == MaxBuckets;
        if (isFull && at == 0)
        {
            _counts[0] += count;
            return;
        }

        _buckets.Insert(at, bucket);
        _counts.Insert(at, count);
        if (isFull)
        {
            _counts[1] += _counts[0];
            _buckets.RemoveAt(0);
            _counts.RemoveAt(0);
        }
    }

    private int BucketOf(double number)
    {
        var magnitude = Math.Abs(number);
        if (!double.IsFinite(number))
        {
            return double.IsNaN(number) ? NotANumber : number > 0 ? Infinity : -Infinity;
        }

        if (magnitude < SmallestNormal)
        {
            return 0;
        }

        var exponent = Math.ILogB(magnitude);
        var fraction = Math.ScaleB(magnitude, -exponent) - 1;
        var bucket = (int)Math.Floor((exponent + fraction * (4 - fraction) / 3) * BucketsPerOctave) + BucketOfOne;
        return number > 0 ? bucket : -bucket;
    }

    /// <summary>The number that is off by the relative error at the most from whatever lies in a bucket.</summary>
    private double NumberIn(int bucket)
    {
        switch (bucket)
        {
            case 0:
                return 0;
            case NotANumber:
                return double.NaN;
            case Infinity:
                return double.PositiveInfinity;
            case -Infinity:
                return double.NegativeInfinity;
        }

        // Computed without the exponent of the lower end, because the upper end of the highest bucket is beyond all numbers.
        var place = Math.Abs(bucket) - BucketOfOne;
        var exponent = (int)Math.Floor(place / BucketsPerOctave);
        var lower = PowerOfTwo(place / BucketsPerOctave - exponent);
        var upper = PowerOfTwo((place + 1) / BucketsPerOctave - exponent);
        var number = Math.ScaleB(2 * lower * upper / (lower + upper), exponent);
        return bucket > 0 ? number : -number;
    }

    /// <summary>The inverse of the approximated logarithm.</summary>
    private static double PowerOfTwo(double logarithm)
    {
        var exponent = Math.Floor(logarithm);
        return Math.ScaleB(3 - Math.Sqrt(4 - 3 * (logarithm - exponent)), (int)exponent);
    }
}
