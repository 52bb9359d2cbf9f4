using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Tests.Time;

/// <summary>What timers take of the heap, measured while nothing else runs in the process.</summary>
[Collection(nameof(TimerMemoryTests))]
[CollectionDefinition(nameof(TimerMemoryTests), DisableParallelization = true)]
public class TimerMemoryTests
{
    private static readonly KeyGroupRange Range = new(10, 4);

    [Fact]
    public void Timer_takes_at_most_48_bytes_beside_its_key()
    {
        const int timers = 1_000_000;
        var queue = new TimerQueue<long>(Range);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < timers; i++)
        {
            queue.Register(10 + (i & 3), i, ((ulong)(10 + (i & 3)) << 32) | (uint)i, i % 1000);
        }

        var each = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)timers;

        GC.KeepAlive(queue);
        (each - sizeof(long)).ShouldBeLessThanOrEqualTo(48);
    }

    [Fact]
    public void Group_that_was_full_once_gives_its_room_back()
    {
        var queue = new TimerQueue<long>(Range);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < 1_000_000; i++)
        {
            queue.Register(10, i, (ulong)i, i);
        }

        while (queue.TryTake(999_998, out _, out _, out _))
        {
        }

        var left = GC.GetTotalMemory(forceFullCollection: true) - before;
        queue.Count.ShouldBe(1);
        // Of 44 MB. Whatever else the process does on the heap meanwhile is far less.
        left.ShouldBeLessThan(500_000);
    }
}
