using System.Numerics;

namespace AkkaStreamProc;

/// <summary>How many different values were added, approximately, in little memory. Its content is the aggregate's own.</summary>
/// <remarks>
/// <para>
/// HyperLogLog (Flajolet, Fusy, Gandouet and Meunier 2007). A value chooses one of 2^p registers by the first p bits of its hash, and a
/// register keeps the highest rank that it has seen: the position of the first one in the bits that follow. The standard error is
/// 1.04/√2^p. The estimate is the improved one of Ertl (2017, arXiv 1702.01284, algorithm 6), which needs neither tables nor another
/// method for few values, with the factor of Flajolet et al. for the number of registers.
/// </para>
/// <para>
/// While an eighth of the registers is in use at the most, those are kept as a sorted list; then all of them, a byte each. The form does
/// not change the estimate. The state depends on the set of values alone, not on their order or on how they were divided.
/// </para>
/// </remarks>
public sealed class DistinctSketch
{
    internal const int MinPrecision = 4;
    internal const int MaxPrecision = 18;

    private const int RankBits = 6;

    // The registers in use, in their order: number and rank. Null once all are kept.
    private List<int>? _used;
    private byte[]? _registers;
    private int _precision;

    internal DistinctSketch(int precision) => (_precision, _used) = (precision, []);

    internal bool IsDense => _registers is not null;

    /// <summary>The estimate, rounded.</summary>
    internal long Count => (long)Math.Round(Estimate());

    private int Registers => 1 << _precision;

    /// <summary>How many bits of a hash the ranks are taken from.</summary>
    private int RankedBits => 64 - _precision;

    /// <summary>The relative standard error of a sketch.</summary>
    internal static double ErrorOf(int precision) => 1.04 / Math.Sqrt(1 << precision);

    /// <summary>The lowest precision with no higher relative standard error.</summary>
    internal static int PrecisionFor(double error) => Enumerable.Range(MinPrecision, MaxPrecision - MinPrecision + 1).First(precision => ErrorOf(precision) <= error);

    internal void Add(ulong hash) => Raise((int)(hash >> RankedBits), RankOf(hash << _precision, RankedBits));

    /// <summary>Takes in the values of another sketch, which stays as it is. The result has the lower precision of the two.</summary>
    internal void Merge(DistinctSketch other)
    {
        if (other._precision < _precision)
        {
            Reduce(other._precision);
        }

        // Windows that share slices copy accumulators by merging them into empty ones.
        if (_used is { Count: 0 } && other._precision == _precision)
        {
            _used = other._used is null ? null : [.. other._used];
            _registers = (byte[]?)other._registers?.Clone();
            return;
        }

        if (other._registers is null)
        {
            foreach (var entry in other._used!)
            {
                Take(other._precision, entry >> RankBits, entry & ((1 << RankBits) - 1));
            }

            return;
        }

        // More than an eighth of its registers is in use, and so it is where several of them are one.
        if (_registers is null)
        {
            BecomeDense();
        }

        for (var register = 0; register < other._registers.Length; register++)
        {
            if (other._registers[register] is > 0 and var rank)
            {
                Take(other._precision, register, rank);
            }
        }
    }

    /// <summary>The position of the first one in the upper bits, from 1; one more than there are bits where there is none.</summary>
    private static int RankOf(ulong bits, int count) => Math.Min(BitOperations.LeadingZeroCount(bits), count) + 1;

    /// <summary>Takes a register of a sketch with the same precision or a higher one, where its number has bits that are ranked here.</summary>
    private void Take(int precision, int register, int rank)
    {
        var more = precision - _precision;
        var ranked = register & ((1 << more) - 1);
        Raise(register >> more, ranked == 0 ? more + rank : RankOf((ulong)ranked << (64 - more), more));
    }

    private void Raise(int register, int rank)
    {
        if (_registers is not null)
        {
            if (rank > _registers[register])
            {
                _registers[register] = (byte)rank;
            }

            return;
        }

        // No rank is zero, so what is found is the place of the register.
        var entry = register << RankBits;
        var at = ~_used!.BinarySearch(entry);
        if (at < _used.Count && _used[at] >> RankBits == register)
        {
            _used[at] = Math.Max(_used[at], entry | rank);
        }
        else if (_used.Count < Registers / 8)
        {
            _used.Insert(at, entry | rank);
        }
        else
        {
            BecomeDense();
            Raise(register, rank);
        }
    }

    private void BecomeDense()
    {
        _registers = new byte[Registers];
        foreach (var entry in _used!)
        {
            _registers[entry >> RankBits] = (byte)(entry & ((1 << RankBits) - 1));
        }

        _used = null;
    }

    private void Reduce(int precision)
    {
        var reduced = new DistinctSketch(precision);
        reduced.Merge(this);
        (_precision, _used, _registers) = (reduced._precision, reduced._used, reduced._registers);
    }

    private double Estimate()
    {
        // How many registers have each rank.
        Span<int> ranks = stackalloc int[1 << RankBits];
        ranks.Clear();
        if (_registers is not null)
        {
            foreach (var rank in _registers)
            {
                ranks[rank]++;
            }
        }
        else
        {
            foreach (var entry in _used!)
            {
                ranks[entry & ((1 << RankBits) - 1)]++;
            }

            ranks[0] = Registers - _used.Count;
        }

        double registers = Registers;
        var sum = registers * Tau(1 - ranks[RankedBits + 1] / registers);
        for (var rank = RankedBits; rank >= 1; rank--)
        {
            sum = 0.5 * (sum + ranks[rank]);
        }

        sum += registers * Sigma(ranks[0] / registers);

        // The factor of the paper is that of infinitely many registers; with few the estimate would be too high by as much.
        var factor = 1 / (2 * Math.Log(2) * (1 + 1.079 / registers));
        return factor * registers * registers / sum;
    }

    /// <summary>What registers without a value contribute (σ of the paper), by their share.</summary>
    private static double Sigma(double share)
    {
        if (share == 1)
        {
            return double.PositiveInfinity;
        }

        var (factor, sum, before) = (1.0, share, double.NaN);
        while (sum != before)
        {
            share *= share;
            before = sum;
            sum += share * factor;
            factor *= 2;
        }

        return sum;
    }

    /// <summary>What registers with the highest rank contribute (τ of the paper), by the share of the others.</summary>
    private static double Tau(double share)
    {
        if (share is 0 or 1)
        {
            return 0;
        }

        var (factor, sum, before) = (1.0, 1 - share, double.NaN);
        while (sum != before)
        {
            share = Math.Sqrt(share);
            before = sum;
            factor *= 0.5;
            sum -= (1 - share) * (1 - share) * factor;
        }

        return sum / 3;
    }
}
