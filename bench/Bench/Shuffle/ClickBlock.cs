using AkkaStreamProc.Bench.Shared;
using AkkaStreamProc.Operators.Batches;

namespace AkkaStreamProc.Bench.Shuffle;

/// <summary>Clicks of random users, each up to a second behind the latest; every round is as much later as the block lasts.</summary>
internal sealed class ClickBlock : IRecordBlock<Click>
{
    public const int ClicksPerMs = 100;
    public const int OutOfOrdernessMs = 1000;
    public const int WindowMs = 10_000;

    public ClickBlock(int users)
    {
        var random = new Random(users);
        Clicks = new Click[1024 * 1024];
        for (var i = 0; i < Clicks.Length; i++)
        {
            var time = 1_700_000_000_000 + (i / ClicksPerMs) - random.Next(OutOfOrdernessMs);
            // Spread over 64 bits, as identifiers are.
            Clicks[i] = new Click(random.Next(users) * 0x5DEECE66DL, time);
        }
    }

    public Click[] Clicks { get; }

    public int Length => Clicks.Length;

    public long ShiftOf(int round) => (long)round * (Clicks.Length / ClicksPerMs);

    public void Copy(int start, int round, int count, Click[] values, long[] timestamps)
    {
        var shift = ShiftOf(round);
        var clicks = Clicks.AsSpan(start, count);
        for (var i = 0; i < clicks.Length; i++)
        {
            values[i] = new Click(clicks[i].User, clicks[i].Time + shift);
        }

        Array.Fill(timestamps, RecordBatch.NoTimestamp, 0, count);
    }
}
