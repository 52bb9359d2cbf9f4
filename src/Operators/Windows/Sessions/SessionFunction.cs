using System.Collections.Immutable;
using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Faults;
using AkkaStreamProc.Operators.Plans.Definitions;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Windows.Sessions;

/// <summary>Gathers the records of each key in sessions and emits what comes of them.</summary>
/// <remarks>
/// <para>
/// A record opens a session of its own, from its moment to a gap behind it, which is merged at once with those it overlaps.
/// One that would end before the watermark with everything it is merged with (and the allowed lateness is over) is late.
/// </para>
/// <para>
/// Each key has one timer, for the first of its sessions that ends. A record that makes a session longer leaves it where it is:
/// it finds out when it fires, and moves on. By the clock it is moved at once, for at the end of the input it does not wait.
/// </para>
/// </remarks>
/// <param name="operatorName">The operator, for messages.</param>
/// <param name="time">Which clock the sessions follow.</param>
/// <param name="gapOf">How long after a record its session ends, in milliseconds.</param>
/// <param name="latenessMs">How long after its end a session still takes records.</param>
/// <param name="aggregate">How records become a result.</param>
/// <param name="inputOf">What the aggregate takes of a record.</param>
internal sealed class SessionFunction<T, TKey, TIn, TAccumulator, TResult, TAggregate>(
    string operatorName, TimeDomain time, Func<T, long> gapOf, long latenessMs, TAggregate aggregate, Func<T, TIn> inputOf)
    : ProcessFunction<TKey, T, WindowResult<TKey, TResult>>
    where TKey : notnull
    where TAggregate : struct, IAggregate<TIn, TAccumulator, TResult>
{
    /// <summary>The records that come too late.</summary>
    public static readonly OutputTag<T> Late = new(OperatorPort.Late);

    private ValueState<OpenSessions<TAccumulator>> _sessions = null!;

    // By time.
    private ValueState<ImmutableList<Session<TAccumulator>>> _earlier = null!;

    public override bool UsesEventTime => time == TimeDomain.EventTime;

    internal override AwaitedKind Awaits => AwaitedKind.Session;

    public override void Open(StateDeclarations states)
    {
        _sessions = states.Value<OpenSessions<TAccumulator>>("sessions");
        _earlier = states.Value<ImmutableList<Session<TAccumulator>>>("earlier-sessions");
    }

    public override void Process(T record, ProcessContext<TKey, WindowResult<TKey, TResult>> context)
    {
        var moment = UsesEventTime ? TimestampOf(context) : context.ProcessingTime;
        var session = new Session<TAccumulator> { Start = moment, End = moment + gapOf(record) };
        var isKnown = _sessions.HasValue;
        var open = isKnown ? _sessions.Value : default;
        // Nearly every record goes on with the last session of its key, and cannot reach those before it, which end before that begins.
        var isSame = isKnown && Overlaps(open.Latest, session) && (!open.HasEarlier || session.Start >= open.Latest.Start);
        var isEmpty = !isSame;
        ImmutableList<Session<TAccumulator>> others = [];
        if (isSame)
        {
            Extend(ref open.Latest, session);
            session = open.Latest;
        }
        else if (isKnown)
        {
            isEmpty = !Merge(open, ref session, out others);
        }

        if (UsesEventTime && IsClosed(session, context.Watermark))
        {
            context.CountLate();
            context.Emit(Late, record);
            return;
        }

        var input = inputOf(record);
        if (isEmpty)
        {
            aggregate.Start(ref session.Value, input);
        }
        else
        {
            aggregate.Add(ref session.Value, input);
        }

        session.HasFired = UsesEventTime && HasPassed(session.End - 1, context.Watermark);
        if (session.HasFired)
        {
            Emit(session, context);
        }

        if (isSame)
        {
            open.Latest = session;
        }
        else
        {
            Insert(ref open, session, others);
        }

        if (!isSame || !UsesEventTime || NextOf(session) < open.Timer)
        {
            Schedule(ref open, context, isKnown);
        }

        _sessions.Value = open;
    }

    public override void OnTimer(long timestamp, ProcessContext<TKey, WindowResult<TKey, TResult>> context)
    {
        var open = _sessions.Value;
        if (!open.HasEarlier)
        {
            OnTimerOfOne(open, timestamp, context);
            return;
        }

        var sessions = _earlier.Value!.Add(open.Latest);
        for (var i = 0; i < sessions.Count; i++)
        {
            var session = sessions[i];
            if (!session.HasFired && IsDue(session, timestamp, context))
            {
                Emit(session, context);
                session.HasFired = true;
                sessions = sessions.SetItem(i, session);
            }
        }

        sessions = sessions.RemoveAll(session => session.HasFired && (!UsesEventTime || IsClosed(session, timestamp)));
        if (sessions.IsEmpty)
        {
            _sessions.Clear();
            _earlier.Clear();
            return;
        }

        Keep(ref open, sessions);
        Schedule(ref open, context, isRegistered: false);
        _sessions.Value = open;
    }

    /// <summary>Most keys have one session, which has gone on, or ends.</summary>
    private void OnTimerOfOne(OpenSessions<TAccumulator> open, long timestamp, ProcessContext<TKey, WindowResult<TKey, TResult>> context)
    {
        ref var session = ref open.Latest;
        if (!session.HasFired && IsDue(session, timestamp, context))
        {
            Emit(session, context);
            session.HasFired = true;
        }

        if (session.HasFired && (!UsesEventTime || IsClosed(session, timestamp)))
        {
            _sessions.Clear();
            return;
        }

        Schedule(ref open, context, isRegistered: false);
        _sessions.Value = open;
    }

    private static bool Overlaps(in Session<TAccumulator> one, in Session<TAccumulator> other) => one.Start < other.End && other.Start < one.End;

    private static void Extend(ref Session<TAccumulator> session, in Session<TAccumulator> by)
    {
        session.Start = Math.Min(session.Start, by.Start);
        session.End = Math.Max(session.End, by.End);
    }

    private static bool HasPassed(long moment, long watermark) => watermark != Watermarks.Min && moment <= watermark;

    private long TimestampOf(ProcessContext<TKey, WindowResult<TKey, TResult>> context) => context.Timestamp != RecordBatch.NoTimestamp
        ? context.Timestamp
        : throw new StreamProcessingException(
            $"The operator '{operatorName}' windows by event time, but its records have no timestamps. Give the source a watermark strategy with a timestamp, or use sessions of processing time.");

    private void Insert(ref OpenSessions<TAccumulator> open, Session<TAccumulator> session, ImmutableList<Session<TAccumulator>> others)
    {
        var position = others.FindIndex(other => other.Start > session.Start);
        Keep(ref open, others.Insert(position < 0 ? others.Count : position, session));
    }

    private ImmutableList<Session<TAccumulator>> AllOf(in OpenSessions<TAccumulator> open) => (open.HasEarlier ? _earlier.Value! : []).Add(open.Latest);

    /// <summary>Keeps the sessions of a key, at least one.</summary>
    private void Keep(ref OpenSessions<TAccumulator> open, ImmutableList<Session<TAccumulator>> sessions)
    {
        open.Latest = sessions[^1];
        var hasEarlier = sessions.Count > 1;
        if (hasEarlier)
        {
            _earlier.Value = sessions.RemoveAt(sessions.Count - 1);
        }
        else if (open.HasEarlier)
        {
            _earlier.Clear();
        }

        open.HasEarlier = hasEarlier;
    }

    /// <summary>Takes the sessions out that a new one overlaps, and merges them with it.</summary>
    /// <returns>Whether there was one.</returns>
    /// <param name="open">The sessions of the key.</param>
    /// <param name="session">The new one.</param>
    /// <param name="left">The sessions that are not merged.</param>
    private bool Merge(in OpenSessions<TAccumulator> open, ref Session<TAccumulator> session, out ImmutableList<Session<TAccumulator>> left)
    {
        var all = AllOf(open);
        left = all;
        var isFirst = true;
        foreach (var other in all)
        {
            if (!Overlaps(other, session))
            {
                continue;
            }

            // By time; each was too far from the other before, so what a session is merged with is no longer than the new one reaches.
            left = left.Remove(other, ByStart.Instance);
            Extend(ref session, other);
            if (isFirst)
            {
                session.Value = aggregate.Copy(other.Value);
                isFirst = false;
            }
            else
            {
                aggregate.Merge(ref session.Value, other.Value);
            }
        }

        return !isFirst;
    }

    private bool IsClosed(in Session<TAccumulator> session, long watermark) => HasPassed(session.End - 1 + latenessMs, watermark);

    /// <summary>When a session fires: at its last millisecond, or, by the clock, when that is over.</summary>
    private long DueAt(in Session<TAccumulator> session) => UsesEventTime ? session.End - 1 : session.End;

    /// <summary>At the end of the input the clock is not waited for.</summary>
    private bool IsDue(in Session<TAccumulator> session, long timestamp, ProcessContext<TKey, WindowResult<TKey, TResult>> context) =>
        DueAt(session) <= timestamp || (!UsesEventTime && context.HasEnded);

    private void Emit(in Session<TAccumulator> session, ProcessContext<TKey, WindowResult<TKey, TResult>> context)
    {
        var window = new Window(session.Start, session.End);
        try
        {
            context.EmitAt(new WindowResult<TKey, TResult>(context.Key, window, aggregate.Result(session.Value)), window.MaxTimestamp);
        }
        catch (Exception e) when (FailedRecords<T>.IsOfRecord(e))
        {
            throw new UserFunctionException(
                operatorName, $"the result of the session from {EventTimeText.Of(window.Start)} to {EventTimeText.Of(window.End)}", RecordText.ShortKey(context.Key), null, e);
        }
    }

    /// <summary>Sees to it that the key is called when its next session fires or is closed.</summary>
    private void Schedule(ref OpenSessions<TAccumulator> open, ProcessContext<TKey, WindowResult<TKey, TResult>> context, bool isRegistered)
    {
        var next = NextOf(open.Latest);
        if (open.HasEarlier)
        {
            foreach (var session in _earlier.Value!)
            {
                next = Math.Min(next, NextOf(session));
            }
        }

        if (UsesEventTime)
        {
            if (!isRegistered || next < open.Timer)
            {
                if (isRegistered)
                {
                    context.DeleteEventTimeTimer(open.Timer);
                }

                context.RegisterEventTimeTimer(next);
                open.Timer = next;
            }
        }
        else if (!isRegistered || next != open.Timer)
        {
            if (isRegistered)
            {
                context.DeleteProcessingTimeTimer(open.Timer);
            }

            context.RegisterProcessingTimeTimer(next);
            open.Timer = next;
        }
    }

    private long NextOf(in Session<TAccumulator> session) => session.HasFired ? session.End - 1 + latenessMs : DueAt(session);

    /// <summary>Of one key no two sessions begin at the same time.</summary>
    private sealed class ByStart : IEqualityComparer<Session<TAccumulator>>
    {
        public static readonly ByStart Instance = new();

        public bool Equals(Session<TAccumulator> x, Session<TAccumulator> y) => x.Start == y.Start;

        public int GetHashCode(Session<TAccumulator> session) => session.Start.GetHashCode();
    }
}
