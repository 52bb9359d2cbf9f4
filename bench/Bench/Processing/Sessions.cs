using System.Runtime.InteropServices;
using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Bench.Processing;

/// <summary>What a key does without a pause of 30 seconds; a key has one timer, which is set again when it fires too early.</summary>
internal static class Sessions
{
    public const long GapMs = 30_000;
    private const int Keys = 10_000;

    public static Event At(long number) => new(Numbers.KeyOf(number, Keys), number);

    /// <summary>The number by which results are compared.</summary>
    public static long NumberOf(Session session) => session.Count * (session.End - session.Start);

    /// <summary>As one would write it by hand, with a dictionary and a heap of timers.</summary>
    public static Outcome ByHand(int events)
    {
        var open = new Dictionary<long, Session>();
        var timers = new PriorityQueue<long, long>();
        var (count, sum) = (0L, 0L);
        void emit(Session session)
        {
            count++;
            sum += NumberOf(session);
        }

        void advance(long watermark)
        {
            while (timers.TryPeek(out var key, out var due) && due <= watermark)
            {
                var session = open[key];
                if (due >= session.End + GapMs)
                {
                    timers.Dequeue();
                    open.Remove(key);
                    emit(session);
                }
                else
                {
                    timers.DequeueEnqueue(key, session.End + GapMs);
                }
            }
        }

        for (var i = 0L; i < events; i++)
        {
            var (key, time) = At(i);
            advance(time - 1);
            ref var session = ref CollectionsMarshal.GetValueRefOrAddDefault(open, key, out var exists);
            if (!exists)
            {
                timers.Enqueue(key, time + GapMs);
                session = new Session(key, time, time, 1);
            }
            else if (time >= session.End + GapMs)
            {
                emit(session);
                session = new Session(key, time, time, 1);
            }
            else
            {
                session = session with { End = time, Count = session.Count + 1 };
            }
        }

        advance(long.MaxValue);
        return new Outcome(count, sum);
    }

    internal readonly record struct Session(long Key, long Start, long End, long Count);

    internal readonly record struct OpenSession(long Start, long End, long Count);

    internal sealed class Function : ProcessFunction<long, Event, Session>
    {
        private ValueState<OpenSession> _session = null!;

        public override void Open(StateDeclarations states) => _session = states.Value<OpenSession>("session");

        public override void Process(Event record, ProcessContext<long, Session> context)
        {
            var time = record.Time;
            if (!_session.HasValue)
            {
                _session.Value = new OpenSession(time, time, 1);
                context.RegisterEventTimeTimer(time + GapMs);
                return;
            }

            var session = _session.Value;
            if (time >= session.End + GapMs)
            {
                context.Emit(new Session(context.Key, session.Start, session.End, session.Count));
                session = new OpenSession(time, time, 0);
            }

            _session.Value = session with { End = time, Count = session.Count + 1 };
        }

        public override void OnTimer(long timestamp, ProcessContext<long, Session> context)
        {
            var session = _session.Value;
            if (timestamp >= session.End + GapMs)
            {
                context.Emit(new Session(context.Key, session.Start, session.End, session.Count));
                _session.Clear();
            }
            else
            {
                context.RegisterEventTimeTimer(session.End + GapMs);
            }
        }
    }
}
