using System.Runtime.InteropServices;

namespace AkkaStreamProc.Bench.Processing;

/// <summary>Events joined by key with those that come ten seconds later; a key comes every ten seconds, in turn as first and as second.</summary>
internal static class Joins
{
    public const long WithinMs = 10_000;
    private const int Keys = 10_000;

    public static Event At(long number) => new(Numbers.KeyOf(number, Keys), number);

    /// <summary>Whether what happens at a time belongs to the first stream.</summary>
    public static bool IsFirst(long time) => time / WithinMs % 2 == 0;

    /// <summary>As one would write it by hand: what waits of each key is a queue, and of times that only grow no second event waits.</summary>
    public static Outcome WithinByHand(int events)
    {
        var waiting = new Dictionary<long, Queue<long>>();
        var (count, sum) = (0L, 0L);
        for (var i = 0L; i < events; i++)
        {
            var (key, time) = At(i);
            ref var first = ref CollectionsMarshal.GetValueRefOrAddDefault(waiting, key, out _);
            first ??= new Queue<long>();
            while (first.TryPeek(out var oldest) && oldest < time - WithinMs)
            {
                first.Dequeue();
            }

            if (IsFirst(time))
            {
                first.Enqueue(time);
                continue;
            }

            foreach (var other in first)
            {
                count++;
                sum += time - other;
            }
        }

        return new Outcome(count, sum);
    }

    /// <summary>As one would write it by hand for events in order: the last second one, which is looked up with each first one.</summary>
    public static Outcome AsOfByHand(int events)
    {
        var versions = new Dictionary<long, long>();
        var (count, sum) = (0L, 0L);
        for (var i = 0L; i < events; i++)
        {
            var (key, time) = At(i);
            if (!IsFirst(time))
            {
                versions[key] = time;
            }
            else if (versions.TryGetValue(key, out var version))
            {
                count++;
                sum += time - version;
            }
        }

        return new Outcome(count, sum);
    }
}
