using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Time;
using CsCheck;

namespace AkkaStreamProc.Operators.Tests.Time;

public class TimerQueueTests
{
    private static readonly KeyGroupRange Range = new(10, 4);

    private static readonly Gen<(int Kind, int Key, long Timestamp)[]> Histories =
        Gen.Select(Gen.Int[0, 12], Gen.Int[0, 11], Gen.Frequency((12, Gen.Long[-5, 15]), (1, Gen.Const(long.MaxValue)), (1, Gen.Const(long.MinValue)))).Array[0, 300];

    [Fact]
    public void Queue_agrees_with_a_sorted_set() =>
        Histories.Sample(
            history =>
            {
                var queue = new TimerQueue<int>(Range);
                var expected = new SortedSet<(long Timestamp, int Group, int Key)>();
                var snapshots = new List<(TimerGroup<int>.Frozen Frozen, (int, long)[] Expected)>();
                foreach (var (kind, key, timestamp) in history)
                {
                    switch (kind)
                    {
                        case < 5:
                            queue.Register(GroupOf(key), key, HashOf(key), timestamp).ShouldBe(expected.Add((timestamp, GroupOf(key), key)));
                            break;
                        case < 7:
                            queue.Delete(GroupOf(key), key, HashOf(key), timestamp).ShouldBe(expected.Remove((timestamp, GroupOf(key), key)));
                            break;
                        case 7:
                            snapshots.Add((queue.Freeze(GroupOf(key)), [.. expected.Where(t => t.Group == GroupOf(key)).Select(t => (t.Key, t.Timestamp))]));
                            break;
                        case < 10:
                            Take(queue, expected, timestamp);
                            break;
                        default:
                            TakeAndGoOn(queue, expected, key, timestamp, kind);
                            break;
                    }

                    queue.Count.ShouldBe(expected.Count);
                    if (kind == 12)
                    {
                        // Asking for the next timer must not be what puts things right.
                        continue;
                    }

                    queue.NextTimestamp.ShouldBe(expected.Count == 0 ? long.MaxValue : expected.Min.Timestamp);
                }

                snapshots.ForEach(s => TimersOf(s.Frozen).ShouldBe(s.Expected, ignoreOrder: true));
                Take(queue, expected, long.MaxValue);
                queue.NextTimestamp.ShouldBe(long.MaxValue);
            },
            iter: 500);

    [Fact]
    public void Group_that_was_frozen_empty_stays_empty_in_the_snapshot()
    {
        var queue = new TimerQueue<int>(Range);
        queue.Register(10, 1, 0, 5);
        queue.TryTake(5, out _, out _, out _);

        var frozen = queue.Freeze(10);
        queue.Register(10, 1, 0, 7);

        TimersOf(frozen).ShouldBeEmpty();
        TimersOf(queue.Freeze(10)).ShouldBe([(1, 7)]);
    }

    [Fact]
    public void Timer_that_is_deleted_and_registered_again_fires_once()
    {
        var queue = new TimerQueue<int>(Range);
        for (var i = 0; i < 3; i++)
        {
            queue.Register(10, 1, 0, 5).ShouldBeTrue();
            queue.Delete(10, 1, 0, 5).ShouldBeTrue();
        }

        queue.Register(10, 1, 0, 5);

        queue.TryTake(5, out var key, out _, out var timestamp).ShouldBeTrue();
        (key, timestamp).ShouldBe((1, 5L));
        queue.TryTake(long.MaxValue, out _, out _, out _).ShouldBeFalse();
    }

    [Fact]
    public void Timers_of_one_timestamp_fire_by_the_hashes_of_their_keys()
    {
        var queue = new TimerQueue<int>(Range);
        foreach (var key in (int[])[2, 0, 7, 3, 4, 1])
        {
            queue.Register(GroupOf(key), key, HashOf(key), 5);
        }

        var fired = new List<int>();
        while (queue.TryTake(5, out var key, out _, out _))
        {
            fired.Add(key);
        }

        fired.ShouldBe([0, 4, 1, 2, 3, 7]);
    }

    [Fact]
    public void Timer_that_is_moved_five_million_times_takes_the_room_of_one()
    {
        const int keys = 1_000;
        var queue = new TimerQueue<int>(Range);
        var times = new long[keys];
        for (var key = 0; key < keys; key++)
        {
            queue.Register(GroupOf(key), key, HashOf(key), 0);
        }

        var moved = 0;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 5_000_000; i++)
        {
            var key = i % keys;
            moved += queue.Delete(GroupOf(key), key, HashOf(key), times[key]) ? 1 : 0;
            times[key] = i + 1;
            moved += queue.Register(GroupOf(key), key, HashOf(key), times[key]) ? 1 : 0;
        }

        moved.ShouldBe(10_000_000);
        queue.Count.ShouldBe(keys);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1_000_000);
    }

    [Fact]
    public void Timers_that_are_moved_in_any_order_take_the_room_of_those_that_are_there()
    {
        const int keys = 1_000;
        var random = new Random(7);
        var queue = new TimerQueue<int>(Range);
        var times = new long[keys];
        for (var key = 0; key < keys; key++)
        {
            queue.Register(GroupOf(key), key, HashOf(key), 0);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000_000; i++)
        {
            var key = random.Next(keys);
            queue.Delete(GroupOf(key), key, HashOf(key), times[key]).ShouldBeTrue();
            times[key] = i + random.Next(-500, 500);
            queue.Register(GroupOf(key), key, HashOf(key), times[key]).ShouldBeTrue();
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1_000_000);
        var last = long.MinValue;
        while (queue.TryTake(long.MaxValue, out var key, out _, out var timestamp))
        {
            timestamp.ShouldBeGreaterThanOrEqualTo(last);
            timestamp.ShouldBe(times[key]);
            last = timestamp;
        }
    }

    private static int GroupOf(int key) => Range.First + (key % Range.Count);

    /// <summary>As real ones: those of a group are below those of the next one.</summary>
    private static ulong HashOf(int key) => ((ulong)GroupOf(key) << 32) | (uint)key;

    private static (int, long)[] TimersOf(TimerGroup<int>.Frozen frozen) => [.. Enumerable.Range(0, frozen.Count).Select(i => (frozen[i].Key, frozen[i].Timestamp))];

    /// <summary>Takes one timer and changes something while it is at hand, mostly of its key, as a function does.</summary>
    private static void TakeAndGoOn(TimerQueue<int> queue, SortedSet<(long Timestamp, int Group, int Key)> expected, int otherKey, long timestamp, int kind)
    {
        if (!queue.TryTake(long.MaxValue, out var key, out _, out var taken))
        {
            expected.ShouldBeEmpty();
            return;
        }

        (taken, GroupOf(key), key).ShouldBe(expected.Min);
        expected.Remove(expected.Min);
        queue.Count.ShouldBe(expected.Count);
        if (kind == 10)
        {
            queue.Delete(GroupOf(key), key, HashOf(key), taken).ShouldBeFalse("it is handed out");
        }

        for (var i = 0; i < 2; i++)
        {
            var (next, at) = ((i + kind) % 3 == 0 ? otherKey : key, i == 0 ? timestamp : taken);
            queue.Register(GroupOf(next), next, HashOf(next), at).ShouldBe(expected.Add((at, GroupOf(next), next)));
        }
    }

    /// <summary>Takes all that is due; the timestamps go up and every timer comes once.</summary>
    private static void Take(TimerQueue<int> queue, SortedSet<(long Timestamp, int Group, int Key)> expected, long time)
    {
        var due = expected.Where(t => t.Timestamp <= time).ToList();
        var taken = new List<(long Timestamp, int Group, int Key)>();
        while (queue.TryTake(time, out var key, out var hash, out var timestamp))
        {
            hash.ShouldBe(HashOf(key));
            taken.Add((timestamp, GroupOf(key), key));
        }

        taken.ShouldBe(due);
        expected.ExceptWith(due);
    }
}
