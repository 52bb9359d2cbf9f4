using System.Runtime.InteropServices;
using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Bench.Processing;

/// <summary>The first event of each key passes, and again after an hour.</summary>
internal static class Deduplication
{
    private const long HourMs = 3_600_000;
    private const int Keys = 1_000_000;

    public static Event At(long number) => new(Numbers.KeyOf(number, Keys), 2 * number);

    /// <summary>As one would write it by hand: what is to be forgotten comes in the order in which it was remembered.</summary>
    public static Outcome ByHand(int events)
    {
        var first = new Dictionary<long, long>();
        var due = new Queue<Event>();
        var (count, sum) = (0L, 0L);
        for (var i = 0L; i < events; i++)
        {
            var (key, time) = At(i);
            while (due.TryPeek(out var next) && next.Time <= time - 1)
            {
                due.Dequeue();
                if (first.TryGetValue(next.Key, out var remembered) && remembered + HourMs <= next.Time)
                {
                    first.Remove(next.Key);
                }
            }

            ref var seen = ref CollectionsMarshal.GetValueRefOrAddDefault(first, key, out var exists);
            if (!exists || time >= seen + HourMs)
            {
                seen = time;
                due.Enqueue(new Event(key, time + HourMs));
                count++;
                sum += time;
            }
        }

        return new Outcome(count, sum);
    }

    /// <summary>The same where an hour is one of the clock: a table of when each was seen, and a queue of what is to be forgotten.</summary>
    public static Outcome ByHandAndClock(int events)
    {
        var first = new Dictionary<long, long>();
        var due = new Queue<Event>();
        var (count, sum, now) = (0L, 0L, 0L);
        for (var i = 0L; i < events; i++)
        {
            var (key, time) = At(i);
            if (i % 256 == 0)
            {
                now = Environment.TickCount64;
                while (due.TryPeek(out var next) && next.Time <= now)
                {
                    first.Remove(due.Dequeue().Key);
                }
            }

            if (first.TryAdd(key, now))
            {
                due.Enqueue(new Event(key, now + HourMs));
                count++;
                sum += time;
            }
        }

        return new Outcome(count, sum);
    }

    /// <summary>By a value that expires an hour after it was made, by the clock.</summary>
    internal sealed class ExpiringFunction : ProcessFunction<long, Event, Event>
    {
        private ValueState<bool> _seen = null!;

        public override bool UsesEventTime => false;

        public override void Open(StateDeclarations states) => _seen = states.Value<bool>("seen", Ttl.AfterCreate(TimeSpan.FromMilliseconds(HourMs)));

        public override void Process(Event record, ProcessContext<long, Event> context)
        {
            if (!_seen.HasValue)
            {
                _seen.Value = true;
                context.Emit(record);
            }
        }
    }

    internal sealed class Function : ProcessFunction<long, Event, Event>
    {
        private ValueState<long> _first = null!;

        public override void Open(StateDeclarations states) => _first = states.Value<long>("first");

        public override void Process(Event record, ProcessContext<long, Event> context)
        {
            if (!_first.HasValue || record.Time >= _first.Value + HourMs)
            {
                _first.Value = record.Time;
                context.RegisterEventTimeTimer(record.Time + HourMs);
                context.Emit(record);
            }
        }

        public override void OnTimer(long timestamp, ProcessContext<long, Event> context)
        {
            if (_first.HasValue && _first.Value + HourMs <= timestamp)
            {
                _first.Clear();
            }
        }
    }
}
