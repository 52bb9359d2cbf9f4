namespace AkkaStreamProc.Operators.Windows.Triggers;

/// <summary>Fires when another trigger does, or when the clock has passed a while. (Flink's processing-time-out trigger.)</summary>
internal sealed class TimeoutTrigger<T, TState>(Trigger<T, TState> inner, long timeoutMs, bool fromLastRecord) : Trigger<T, Timeout<TState>>
{
    public override bool UsesEventTime => inner.UsesEventTime;

    public override bool CanMerge => inner.CanMerge;

    public override TriggerResult OnRecord(T record, ref Timeout<TState> state, TriggerContext context)
    {
        var kept = state.Inner;
        var result = inner.OnRecord(record, ref kept, context);
        state = state with { Inner = kept };
        if (result.HasFlag(TriggerResult.Fire))
        {
            Stop(ref state, context);
        }
        else if (state.At is null || fromLastRecord)
        {
            Stop(ref state, context);
            state = state with { At = context.ProcessingTime + timeoutMs };
            context.RegisterProcessingTimeTimer(state.At.Value);
        }

        return result;
    }

    public override TriggerResult OnEventTime(long timestamp, ref Timeout<TState> state, TriggerContext context)
    {
        var kept = state.Inner;
        var result = inner.OnEventTime(timestamp, ref kept, context);
        state = state with { Inner = kept };
        return Stopping(result, ref state, context);
    }

    public override TriggerResult OnProcessingTime(long timestamp, ref Timeout<TState> state, TriggerContext context)
    {
        var isTimeout = state.At == timestamp;
        var kept = state.Inner;
        var result = inner.OnProcessingTime(timestamp, ref kept, context);
        state = state with { Inner = kept };
        if (!isTimeout)
        {
            return Stopping(result, ref state, context);
        }

        // The other begins anew, as it does when it fires by itself.
        state = default;
        return result | TriggerResult.Fire;
    }

    public override void Merge(ref Timeout<TState> state, Timeout<TState> other)
    {
        var kept = state.Inner;
        inner.Merge(ref kept, other.Inner);
        state = new Timeout<TState> { Inner = kept, At = Sooner(state.At, other.At) };
    }

    public override void OnMerged(ref Timeout<TState> state, TriggerContext context)
    {
        var kept = state.Inner;
        inner.OnMerged(ref kept, context);
        state = state with { Inner = kept };
        if (state.At is { } at)
        {
            context.RegisterProcessingTimeTimer(at);
        }
    }

    public override string ToString() => $"{inner} or {TimeSpan.FromMilliseconds(timeoutMs)} behind the {(fromLastRecord ? "last" : "first")} record";

    private static TriggerResult Stopping(TriggerResult result, ref Timeout<TState> state, TriggerContext context)
    {
        if (result.HasFlag(TriggerResult.Fire))
        {
            Stop(ref state, context);
        }

        return result;
    }

    private static void Stop(ref Timeout<TState> state, TriggerContext context)
    {
        if (state.At is { } at)
        {
            context.DeleteProcessingTimeTimer(at);
            state = state with { At = null };
        }
    }

    private long? Sooner(long? one, long? other) => (one, other) switch
    {
        (null, _) => other,
        (_, null) => one,
        _ => fromLastRecord ? Math.Max(one.Value, other.Value) : Math.Min(one.Value, other.Value),
    };
}
