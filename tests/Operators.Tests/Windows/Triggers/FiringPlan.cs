using AkkaStreamProc.Operators.Windows;
using CsCheck;

namespace AkkaStreamProc.Operators.Tests.Windows.Triggers;

/// <summary>When windows fire, and what stays in them.</summary>
/// <param name="Count">Every so many records, in place of the watermark; 0 for the watermark.</param>
/// <param name="Early">Before the watermark, every so many records; 0 for never.</param>
/// <param name="Late">Behind the watermark, every so many records.</param>
/// <param name="IsPurging">Whether what was emitted is dropped.</param>
/// <param name="Evicted">How many records an evictor keeps; 0 for all.</param>
/// <param name="EvictsAfter">Whether it does so behind the result.</param>
internal sealed record FiringPlan(int Count, int Early, int Late, bool IsPurging, int Evicted, bool EvictsAfter)
{
    public static Gen<FiringPlan> Any { get; } = Gen.Select(
        Gen.Int[0, 4], Gen.Int[0, 4], Gen.Int[1, 3], Gen.Bool, Gen.Int[0, 3], Gen.Bool, (count, early, late, purging, evicted, after) => new FiringPlan(count, early, late, purging, evicted, after));

    public WindowedStream<Sale, int> Of(WindowedStream<Sale, int> windows)
    {
        var evicting = Evicted == 0 ? windows : windows.Evict(e => e.Count(Evicted, EvictsAfter));
        if (Count > 0)
        {
            return IsPurging ? evicting.Trigger(t => t.Count(Count).Purging()) : evicting.Trigger(t => t.Count(Count));
        }

        WatermarkTrigger<Sale> watermark(Triggers<Sale> t) => Early == 0 ? t.AtWatermark().LateEach(Late) : t.AtWatermark().EarlyEach(Early).LateEach(Late);
        return IsPurging ? evicting.Trigger(t => watermark(t).Purging()) : evicting.Trigger(t => watermark(t));
    }
}
