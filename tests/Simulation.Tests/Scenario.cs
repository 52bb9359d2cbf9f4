namespace AkkaStreamProc.Simulation.Tests;

/// <summary>A random stream and everything that decides how it is windowed.</summary>
internal sealed class Scenario
{
    private Scenario(Random random, int splits, bool hasStragglers, bool isUserOfSplit = false)
    {
        Size = random.Next(1, 40);
        Offset = random.Next(0, Size);
        Bound = random.Next(0, 30);
        Lateness = random.Next(3) == 0 ? random.Next(1, 30) : 0;
        FetchSize = random.Next(1, 20);
        Splits = new Click[splits][];
        var number = 0;
        string user(int split) => (isUserOfSplit ? $"split-{split}-" : "user-") + random.Next(0, 12);
        for (var split = 0; split < splits; split++)
        {
            var now = (long)random.Next(-100, 100);
            Splits[split] = new Click[random.Next(20, 20 + 240 / splits)];
            for (var i = 0; i < Splits[split].Length; i++)
            {
                now += random.Next(0, 8);
                var delay = hasStragglers && random.Next(10) == 0 ? random.Next(0, 200) : random.Next(0, Bound + 1);
                Splits[split][i] = new Click(user(split), now - delay, number++);
            }
        }
    }

    public int Size { get; }

    public int Offset { get; }

    public int Bound { get; }

    public int Lateness { get; }

    public int FetchSize { get; }

    public Click[][] Splits { get; }

    public IEnumerable<Click> All => Splits.SelectMany(s => s);

    /// <summary>Records come out of order by no more than the bound, so that none is late.</summary>
    public static Scenario WithinBound(Random random) => new(random, random.Next(1, 6), hasStragglers: false);

    /// <summary>One split, in which some records come later than the bound allows.</summary>
    public static Scenario WithStragglers(Random random) => new(random, 1, hasStragglers: true);

    /// <summary>Several splits with stragglers, so that what is late depends on their interleaving.</summary>
    public static Scenario WithStragglersInSplits(Random random) => new(random, random.Next(2, 6), hasStragglers: true);

    /// <summary>As <see cref="WithinBound"/>, with every user in one split, so that the order of a user's records is known.</summary>
    public static Scenario WithUsersOfSplits(Random random) => new(random, random.Next(1, 6), hasStragglers: false, isUserOfSplit: true);

    /// <summary>The first millisecond of the window of a time.</summary>
    public long StartOf(long time)
    {
        var start = Offset;
        while (start > time)
        {
            start -= Size;
        }

        return start + (time - start) / Size * Size;
    }

    public override string ToString() =>
        $"size {Size} + {Offset}, bound {Bound}, lateness {Lateness}, fetch {FetchSize}, splits {string.Join("/", Splits.Select(s => s.Length))}";
}
