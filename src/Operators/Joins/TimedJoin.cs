using System.Runtime.CompilerServices;
using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Faults;
using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Joins;

/// <summary>What joins by event time have in common: rows of both sides by key, when keys are called, and what is late.</summary>
/// <remarks>
/// The user's function is called before anything is changed, so a call that fails changes nothing, and nothing needs to be
/// copied for it. What is changed before is what nobody can see: rows leave that can be in no pair any more.
/// </remarks>
/// <param name="operatorName">The operator, for messages.</param>
internal abstract class TimedJoin<TKey, TFirst, TSecond, TOut>(string operatorName)
    : ProcessFunction<TKey, Either<TFirst, TSecond>, TOut>, ISubtaskStates, IScheduledFunction<TKey>
    where TKey : notnull
{
    /// <summary>The records of the first stream that come too late.</summary>
    public static readonly OutputTag<TFirst> LateFirst = new("late-first");

    /// <summary>The records of the second stream that come too late.</summary>
    public static readonly OutputTag<TSecond> LateSecond = new("late-second");

    protected const int OfFirst = 0;
    protected const int OfSecond = 1;
    protected const int ToDrop = 2;

    private CurrentKey<TKey> _current = null!;

    /// <remarks>A lane for what follows from rows of each side, and one for keys of which rows are only dropped.</remarks>
    public KeySchedule<TKey> Schedule { get; } = new(lanes: 3);

    protected JoinTable<TKey, TFirst, TSecond> Rows { get; private set; } = null!;

    private static KeyedStateDescriptor<TKey, JoinSides<TFirst, TSecond>> State => new("rows", StateKind.Value);

    public IReadOnlyList<StateDescriptor> Describe(IReadOnlyList<StateDescriptor> others) => [State];

    public IEnumerable<IKeyedState> OpenStates(OperatorContext context, CurrentCall call, IReadOnlyList<StateDescriptor> registered)
    {
        _current = (CurrentKey<TKey>)call;
        Rows = new JoinTable<TKey, TFirst, TSecond>(State.FormatIn(context.OperatorName, context.Serializers), context.KeyGroups, _current) { Restored = Restore };
        return [Rows];
    }

    public sealed override void Process(Either<TFirst, TSecond> record, ProcessContext<TKey, TOut> context)
    {
        if (record.IsFirst)
        {
            ProcessFirst(record.First, context);
        }
        else
        {
            ProcessSecond(record.Second, context);
        }
    }

    public sealed override void OnTimer(long timestamp, ProcessContext<TKey, TOut> context)
    {
        ref var rows = ref Rows.Find();
        if (!Unsafe.IsNullRef(ref rows))
        {
            OnTime(ref rows, context);
            ForgetEmpty(ref rows);
        }
    }

    protected abstract void ProcessFirst(TFirst record, ProcessContext<TKey, TOut> context);

    protected abstract void ProcessSecond(TSecond record, ProcessContext<TKey, TOut> context);

    /// <summary>A key is called: what is due is emitted, what is over leaves.</summary>
    protected abstract void OnTime(ref JoinKey<TFirst, TSecond> rows, ProcessContext<TKey, TOut> context);

    /// <summary>When a key is to be called so that rows leave that are only dropped; <see langword="null"/> where none will.</summary>
    protected abstract long? DropTimeOf(in JoinKey<TFirst, TSecond> rows, long watermark);

    /// <summary>Has a key called for the rows that it has and that are emitted by time.</summary>
    protected abstract void AwaitEmitting(TKey key, ulong hash, in JoinKey<TFirst, TSecond> rows);

    /// <summary>Has the key at hand called at a time.</summary>
    protected void CallAt(int lane, long time) => Schedule.Add(lane, time, _current.Key, _current.Hash);

    /// <summary>Has the key at hand called for what is only dropped, unless it is.</summary>
    protected void AwaitDropping(ref JoinKey<TFirst, TSecond> rows, long watermark)
    {
        if ((!rows.IsAwaited || rows.DropTime <= watermark) && DropTimeOf(rows, watermark) is var time)
        {
            (rows.IsAwaited, rows.DropTime) = (time is not null, time ?? 0);
            if (rows.IsAwaited)
            {
                CallAt(ToDrop, rows.DropTime);
            }
        }
    }

    /// <summary>What is kept of the key at hand, made where there is nothing.</summary>
    protected ref JoinKey<TFirst, TSecond> Opened(ref JoinKey<TFirst, TSecond> rows) => ref Unsafe.IsNullRef(ref rows) ? ref Rows.Open() : ref rows;

    /// <summary>Forgets the key at hand if nothing is left of it.</summary>
    protected void ForgetEmpty(ref JoinKey<TFirst, TSecond> rows)
    {
        if (!Unsafe.IsNullRef(ref rows) && rows.IsEmpty)
        {
            Rows.Remove();
        }
    }

    private void Restore(TKey key, ulong hash, ref JoinKey<TFirst, TSecond> rows)
    {
        AwaitEmitting(key, hash, rows);
        if (DropTimeOf(rows, Watermarks.Min) is { } time)
        {
            (rows.IsAwaited, rows.DropTime) = (true, time);
            Schedule.Add(ToDrop, time, key, hash);
        }
    }

    /// <exception cref="StreamProcessingException">The record at hand has no timestamp.</exception>
    protected void RequireTimestamp(ProcessContext<TKey, TOut> context)
    {
        if (context.Timestamp == RecordBatch.NoTimestamp)
        {
            throw new StreamProcessingException(
                $"The operator '{operatorName}' joins by event time, but a record has no timestamp. Give both sources a watermark strategy with a timestamp.");
        }
    }

    /// <summary>Tells a late record, and counts it.</summary>
    /// <returns>Whether it is late.</returns>
    protected bool IsLate<T>(OutputTag<T> tag, T record, ProcessContext<TKey, TOut> context)
    {
        RequireTimestamp(context);
        if (!HasPassed(context.Timestamp, context.Watermark))
        {
            return false;
        }

        Refuse(tag, record, context);
        return true;
    }

    protected static void Refuse<T>(OutputTag<T> tag, T record, ProcessContext<TKey, TOut> context)
    {
        context.CountLate();
        context.Emit(tag, record);
    }

    protected static bool HasPassed(long time, long watermark) => watermark != Watermarks.Min && time <= watermark;

    protected static long Add(long time, long span) =>
        span > 0 && time > Watermarks.Max - 1 - span ? Watermarks.Max - 1 : span < 0 && time < Watermarks.Min + 1 - span ? Watermarks.Min + 1 : time + span;

    /// <summary>Emits what becomes known by time; there is no record to blame for what fails.</summary>
    protected void EmitByTime<T1, T2>(Func<T1, T2, TOut> select, T1 first, T2 second, long timestamp, ProcessContext<TKey, TOut> context)
    {
        TOut result;
        try
        {
            result = select(first, second);
        }
        catch (Exception e) when (FailedRecords<TFirst>.IsOfRecord(e))
        {
            throw new UserFunctionException(operatorName, $"the result at {EventTimeText.Of(timestamp)}", RecordText.ShortKey(context.Key), null, e);
        }

        context.EmitAt(result, timestamp);
    }
}
