using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Faults;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Joins;

/// <summary>What joins by event time have in common: rows of both sides by key, one timer a key, and what is late.</summary>
/// <remarks>
/// The user's function is called before anything is changed, so a call that fails changes nothing, and nothing needs to be
/// copied for it.
/// </remarks>
/// <param name="operatorName">The operator, for messages.</param>
internal abstract class TimedJoin<TKey, TFirst, TSecond, TOut>(string operatorName) : CoProcessFunction<TKey, TFirst, TSecond, TOut>
    where TKey : notnull
{
    /// <summary>The records of the first stream that come too late.</summary>
    public static readonly OutputTag<TFirst> LateFirst = new("late-first");

    /// <summary>The records of the second stream that come too late.</summary>
    public static readonly OutputTag<TSecond> LateSecond = new("late-second");

    protected ValueState<JoinSides<TFirst, TSecond>> Sides { get; private set; } = null!;

    public override void Open(StateDeclarations states) => Sides = states.Value<JoinSides<TFirst, TSecond>>("rows");

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

    /// <summary>Keeps what waits of the key at hand, and has it called.</summary>
    /// <param name="sides">What waits.</param>
    /// <param name="next">When it is to be called; no later than that where it was to be called before.</param>
    /// <param name="context">The key at hand.</param>
    protected void Keep(JoinSides<TFirst, TSecond> sides, long? next, ProcessContext<TKey, TOut> context)
    {
        if (next is { } time && (sides.Timer is not { } timer || time < timer))
        {
            if (sides.Timer is { } former)
            {
                context.DeleteEventTimeTimer(former);
            }

            context.RegisterEventTimeTimer(time);
            sides.Timer = time;
        }

        if (sides.IsEmpty)
        {
            if (sides.Timer is { } left)
            {
                context.DeleteEventTimeTimer(left);
            }

            Sides.Clear();
        }
        else
        {
            Sides.Value = sides;
        }
    }

    /// <summary>Emits what a timer leads to; there is no record to blame for what fails.</summary>
    protected void EmitByTimer(Func<TOut> create, long timestamp, ProcessContext<TKey, TOut> context)
    {
        TOut result;
        try
        {
            result = create();
        }
        catch (Exception e) when (FailedRecords<TFirst>.IsOfRecord(e))
        {
            throw new UserFunctionException(operatorName, $"the result at {EventTimeText.Of(timestamp)}", RecordText.ShortKey(context.Key), null, e);
        }

        context.EmitAt(result, timestamp);
    }
}
