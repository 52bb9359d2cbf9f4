using System.Globalization;
using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.Operators.Time;
using CsCheck;

namespace AkkaStreamProc.Operators.Tests.Sources;

public class SourceCutTests
{
    private const int Splits = 3;
    private const int Bound = 4;

    private static readonly WatermarkPoint[] Points = [new(10, 9), new(10, 13), new(7, 0)];

    /// <summary>Records as (split, timestamp), the sizes of the fetches they come in, and whether a split ends in a fetch of its own.</summary>
    private static readonly Gen<((int Split, int Timestamp)[] Records, int[] Sizes, bool AreAnnounced, bool EndsAlone)> Inputs = Gen.Select(
        Gen.Select(Gen.Int[0, Splits - 1], Gen.Int[-40, 60]).Array[0, 60],
        Gen.Int[1, 20].Array[1, 10],
        Gen.Bool,
        Gen.Bool);

    [Fact]
    public void Records_and_watermarks_at_points_are_the_same_for_any_fetch_sizes() =>
        Inputs.Sample(
            input =>
            {
                var run = new SourceRun<int>(Script(input.Records, input.Sizes, input.AreAnnounced, input.EndsAlone), Strategy(), Points).Begin().RunToEnd();

                Settled(run.Trace).ShouldBe(Settled(Expected(input.Records, input.AreAnnounced)));
            },
            iter: 1_000);

    [Fact]
    public void Split_that_comes_whole_in_one_fetch_is_cut_like_any_other()
    {
        var source = new ScriptedSource<int>();
        source.Fetch(new OffsetSplit("a", 3) { IsFinished = true }, (1, 5), (2, 25), (3, 6));

        var run = new SourceRun<int>(source, WatermarkStrategy<int>.Monotonous(), [new(10, 9)]).Begin().RunToEnd();

        run.Trace.ShouldBe(["1", "w4", "2", "w24", "3"]);
    }

    [Fact]
    public void Batch_of_the_reader_is_passed_on_whole_where_no_point_is_reached()
    {
        var source = new ScriptedSource<int>();
        source.Fetch(new OffsetSplit("a", 4), (1, 1), (2, 12), (3, 13), (4, 14));

        var run = new SourceRun<int>(source, WatermarkStrategy<int>.Monotonous()).Begin().RunToEnd();

        run.Records.BatchSizes.ShouldBe([4]);
    }

    /// <summary>Of watermarks with no record between them only the last matters, and of that between which points it lies.</summary>
    private static IEnumerable<string> Settled(List<string> trace) =>
        trace.Where((item, i) => item[0] != 'w' || i + 1 == trace.Count || trace[i + 1][0] != 'w')
            .Select(item => item[0] == 'w' ? $"before {new WatermarkPoints(Points).After(long.Parse(item[1..], CultureInfo.InvariantCulture))}" : item);

    private static WatermarkStrategy<int> Strategy() => WatermarkStrategy<int>.BoundedOutOfOrderness(TimeSpan.FromMilliseconds(Bound));

    private static ScriptedSource<int> Script((int Split, int Timestamp)[] records, int[] sizes, bool areAnnounced, bool endsAlone)
    {
        var source = new ScriptedSource<int>();
        for (var split = 0; areAnnounced && split < Splits; split++)
        {
            source.Fetch(new OffsetSplit($"{split}", 0));
        }

        for (int start = 0, fetch = 0; start < records.Length; fetch++)
        {
            var split = records[start].Split;
            var size = Enumerable.Range(start, records.Length - start).TakeWhile(i => records[i].Split == split && i < start + sizes[fetch % sizes.Length]).Count();
            var isLast = records.Skip(start + size).All(r => r.Split != split);
            var behind = new OffsetSplit($"{split}", start + size);
            source.Fetch(behind with { IsFinished = isLast && !endsAlone }, [.. Enumerable.Range(start, size).Select(i => (i, (long)records[i].Timestamp))]);
            if (isLast && endsAlone)
            {
                source.Fetch(behind with { IsFinished = true });
            }

            start += size;
        }

        return source;
    }

    /// <summary>The same, record by record.</summary>
    private static List<string> Expected((int Split, int Timestamp)[] records, bool areAnnounced)
    {
        var points = new WatermarkPoints(Points);
        var splits = new Dictionary<int, long>();
        for (var split = 0; areAnnounced && split < Splits; split++)
        {
            splits[split] = Watermarks.Min;
        }

        var (trace, watermark, next) = (new List<string>(), Watermarks.Min, points.After(Watermarks.Min));
        for (var i = 0; i < records.Length; i++)
        {
            var (split, timestamp) = records[i];
            splits[split] = Math.Max(splits.GetValueOrDefault(split, Watermarks.Min), timestamp - Bound - 1);
            trace.Add($"{i}");
            Raise();
            if (records.Skip(i + 1).All(r => r.Split != split))
            {
                splits.Remove(split);
                Raise();
            }
        }

        return trace;

        void Raise()
        {
            watermark = Math.Max(watermark, splits.Count == 0 ? Watermarks.Min : splits.Values.Min());
            if (watermark >= next)
            {
                trace.Add($"w{watermark}");
                next = points.After(watermark);
            }
        }
    }
}
