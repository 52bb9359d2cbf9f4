using AkkaStreamProc.Operators.Time;
using AkkaStreamProc.Operators.Windows;
using CsCheck;

namespace AkkaStreamProc.Operators.Tests.Windows.Combining;

/// <summary>Any records of several senders, with watermarks and flushes in between.</summary>
internal sealed record CombiningHistory(WindowShape Shape, int Senders, int Receivers, CombiningHistory.Step[] Steps)
{
    /// <summary>What a sender does next: it sends records by shop, amount and distance to its watermark, moves the watermark, flushes, or becomes idle or active.</summary>
    public sealed record Step(int Kind, int Sender, (int Shop, int Amount, int Distance)[] Records, int Progress);

    // Few keys and windows, so that there is much to combine, or many of them.
    private static readonly Gen<(int Shop, int Amount, int Distance)[]> Records = Gen.OneOf(
        Gen.Select(Gen.Int[0, 2], Gen.Int[-100, 100], Gen.Int[-10, 20]).Array[1, 150],
        Gen.Select(Gen.Int[0, 30], Gen.Int[-100, 100], Gen.Int[-60, 600]).Array[1, 60]);

    public static Gen<CombiningHistory> Any { get; } = Gen.Select(
        Gen.OneOf(WindowShape.AnyTumbling, WindowShape.AnyShared),
        Gen.Int[1, 3],
        Gen.Int[1, 4],
        Gen.Select(Gen.Int[0, 12], Gen.Int[0, 2], Records, Gen.Int[0, 40], (kind, sender, records, progress) => new Step(kind, sender, records, progress)).Array[0, 30],
        (shape, senders, receivers, steps) => new CombiningHistory(shape, senders, receivers, steps));

    public AlignedWindows Windows => Shape.Windows;

    /// <summary>Replays the history on both and compares what comes out after every step, and the counters at the end.</summary>
    public void Compare<TResult>(ShuffledWindows<TResult> combined, ShuffledWindows<TResult> plain)
    {
        // Event time begins before the epoch, so that negative timestamps take part.
        var time = Enumerable.Repeat(-200L, Senders).ToArray();
        foreach (var step in Steps)
        {
            var sender = step.Sender % Senders;
            Both(step.Kind switch
            {
                < 6 => run => run.SendAndFlushBuffered(sender, step.Records.Select(r => (new Sale(r.Shop, r.Amount), time[sender] + r.Distance))),
                < 9 => run => run.Advance(sender, time[sender] + step.Progress),
                9 => run => run.Flush(sender),
                10 => run => run.Tell(sender, isIdle: true),
                _ => run => run.Tell(sender, isIdle: false),
            });
            time[sender] += step.Kind is 6 or 7 or 8 ? step.Progress : 0;
        }

        for (var sender = 0; sender < Senders; sender++)
        {
            Both(run => run.Advance(sender, Watermarks.Max));
        }

        (combined.In, combined.Late).ShouldBe((plain.In, plain.Late));
        combined.Sent.ShouldBeLessThanOrEqualTo(plain.Sent);

        void Both(Action<ShuffledWindows<TResult>> step)
        {
            step(combined);
            step(plain);
            combined.TakeResults().ShouldBe(plain.TakeResults(), ignoreOrder: true);
        }
    }
}
