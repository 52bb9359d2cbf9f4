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
            Next(TriggerValues.Floor(context.Timestamp, intervalMs), ref state, context);
        }

        return TriggerResult.Continue;
    }

    public override TriggerResult OnEventTime(long timestamp, ref long? state, TriggerContext context)
    {
        if (timestamp == context.Window.MaxTimestamp)
        {
            return TriggerResult.Fire;
        }

        if (timestamp != state)
        {
            return TriggerResult.Continue;
        }

        Next(timestamp, ref state, context);
        return TriggerResult.Fire;
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
            context.RegisterEventTimeTimer(next);
        }
    }

    public override string ToString() => $"every {TimeSpan.FromMilliseconds(intervalMs)} of event time";

    private void Next(long timestamp, ref long? state, TriggerContext context)
    {
        state = Math.Min(timestamp + intervalMs, context.Window.MaxTimestamp);
        context.RegisterEventTimeTimer(state.Value);
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
            Next(TriggerValues.Floor(context.ProcessingTime, intervalMs), ref state, context);
        }

        return TriggerResult.Continue;
    }

    public override TriggerResult OnProcessingTime(long timestamp, ref long? state, TriggerContext context)
    {
        if (timestamp != state)
        {
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
