using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Windows.Triggers;

/// <summary>Fires at fixed intervals of event time, and when the watermark reaches the last millisecond of the window. (Flink's continuous event-time trigger.)</summary>
internal sealed class ContinuousEventTimeTrigger<T>(long intervalMs) : Trigger<T, long?>
{
    public override bool CanMerge => true;

    public override TriggerResult OnRecord(T record, ref long? state, TriggerContext context)
    {
        if (context.Window.MaxTimestamp <= context.Watermark)
        {
            return TriggerResult.Fire;
        }

        context.RegisterEventTimeTimer(context.Window.MaxTimestamp);
        if (state is null)
        {
            Arm(Modulo.Floor(context.Timestamp, intervalMs), ref state, context);
        }

        return TriggerResult.Continue;
    }

    public override TriggerResult OnEventTime(long timestamp, ref long? state, TriggerContext context)
    {
        if (timestamp == state && context.IsEmpty)
        {
            // It was purged, and nothing has come since.
            state = null;
        }
        else if (timestamp == state)
        {
            // Multiples that pass at once have nothing new to show: they fire once.
            Arm(Math.Max(timestamp, Modulo.Floor(context.AnnouncedWatermark, intervalMs)), ref state, context);
            return TriggerResult.Fire;
        }

        return timestamp == context.Window.MaxTimestamp ? TriggerResult.Fire : TriggerResult.Continue;
    }

    public override void Merge(ref long? state, long? other) => state = TriggerValues.Earlier(state, other);

    public override void OnMerged(ref long? state, TriggerContext context)
    {
        if (context.Window.MaxTimestamp > context.Watermark)
        {
            context.RegisterEventTimeTimer(context.Window.MaxTimestamp);
        }

        if (state is { } next)
        {
            var passed = context.Watermark == Watermarks.Min ? Watermarks.Min : Modulo.Floor(context.Watermark, intervalMs);
            Arm(Math.Max(next - intervalMs, passed), ref state, context);
        }
    }

    public override string ToString() => $"every {TimeSpan.FromMilliseconds(intervalMs)} of event time";

    /// <summary>Waits for the multiple behind a time; where that is not in the window, for a longer window.</summary>
    private void Arm(long timestamp, ref long? state, TriggerContext context)
    {
        state = timestamp > Watermarks.Max - intervalMs ? Watermarks.Max : timestamp + intervalMs;
        if (state < context.Window.MaxTimestamp)
        {
            context.RegisterEventTimeTimer(state.Value);
        }
    }
}

/// <summary>Fires at fixed intervals of the clock, from the first record of the window on. (Flink's continuous processing-time trigger.)</summary>
internal sealed class ContinuousClockTrigger<T>(long intervalMs) : Trigger<T, long?>
{
    public override bool UsesEventTime => false;

    public override bool CanMerge => true;

    public override TriggerResult OnRecord(T record, ref long? state, TriggerContext context)
    {
        if (state is null)
        {
            Next(Modulo.Floor(context.ProcessingTime, intervalMs), ref state, context);
        }

        return TriggerResult.Continue;
    }

    public override TriggerResult OnProcessingTime(long timestamp, ref long? state, TriggerContext context)
    {
        if (timestamp != state)
        {
            return TriggerResult.Continue;
        }

        if (context.IsEmpty)
        {
            // It was purged, and nothing has come since.
            state = null;
            return TriggerResult.Continue;
        }

        Next(timestamp, ref state, context);
        return TriggerResult.Fire;
    }

    public override void Merge(ref long? state, long? other) => state = TriggerValues.Earlier(state, other);

    public override void OnMerged(ref long? state, TriggerContext context)
    {
        if (state is { } next)
        {
            context.RegisterProcessingTimeTimer(next);
        }
    }

    public override string ToString() => $"every {TimeSpan.FromMilliseconds(intervalMs)} by the clock";

    private void Next(long timestamp, ref long? state, TriggerContext context)
    {
        state = timestamp + intervalMs;
        context.RegisterProcessingTimeTimer(state.Value);
    }
}
