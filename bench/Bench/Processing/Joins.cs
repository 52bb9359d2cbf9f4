using System.Runtime.InteropServices;

namespace AkkaStreamProc.Bench.Processing;

/// <summary>Events of even times joined with those of odd ones, by key.</summary>
internal static class Joins
{
    public const long WithinMs = 10_000;
    private const int Keys = 10_000;

    public static Event At(long number) => new(Numbers.KeyOf(number, Keys), number);

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

            if (time % 2 == 0)
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

    /// <summary>As one would write it by hand for events in order: the last of the odd ones, which is looked up with each even one.</summary>
    public static Outcome AsOfByHand(int events)
    {
        var versions = new Dictionary<long, long>();
        var (count, sum) = (0L, 0L);
        for (var i = 0L; i < events; i++)
        {
            var (key, time) = At(i);
            if (time % 2 == 1)
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
