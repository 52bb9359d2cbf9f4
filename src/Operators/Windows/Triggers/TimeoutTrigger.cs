namespace AkkaStreamProc.Operators.Windows.Triggers;

/// <summary>Fires when another trigger does, or when the clock has passed a while. (Flink's processing-time-out trigger.)</summary>
/// <remarks>
/// <para>The timer is not moved with each record: it finds that it is too early, and is registered anew.</para>
/// <para>Timers of a window have no owner, so what the other trigger has asked for is kept here, too.</para>
/// </remarks>
internal sealed class TimeoutTrigger<T, TState>(Trigger<T, TState> inner, long timeoutMs, bool fromLastRecord) : Trigger<T, Timeout<TState>>
{
    public override bool UsesEventTime => inner.UsesEventTime;

    public override bool CanMerge => inner.CanMerge;

    internal override bool IsPurging => inner.IsPurging;

    public override TriggerResult OnRecord(T record, ref Timeout<TState> state, TriggerContext context)
    {
        var call = new InnerCall(context, state);
        var kept = state.Inner;
        var result = inner.OnRecord(record, ref kept, call);
        state = state with { Inner = kept, InnerTimers = call.Timers };
        if (result.HasFlag(TriggerResult.Fire))
        {
            state = state with { At = null };
        }
        else if (state.At is null || fromLastRecord)
        {
            state = state with { At = context.ProcessingTime + timeoutMs };
            Watch(ref state, context);
        }

        return result;
    }

    public override TriggerResult OnEventTime(long timestamp, ref Timeout<TState> state, TriggerContext context)
    {
        var call = new InnerCall(context, state);
        var kept = state.Inner;
        var result = inner.OnEventTime(timestamp, ref kept, call);
        state = state with { Inner = kept, InnerTimers = call.Timers, At = result.HasFlag(TriggerResult.Fire) ? null : state.At };
        return result;
    }

    public override TriggerResult OnProcessingTime(long timestamp, ref Timeout<TState> state, TriggerContext context)
    {
        var result = TriggerResult.Continue;
        if (state.InnerTimers is { } timers && timers.Contains(timestamp))
        {
            var call = new InnerCall(context, state with { InnerTimers = TriggerValues.Without(timers, timestamp) });
            var kept = state.Inner;
            result = inner.OnProcessingTime(timestamp, ref kept, call);
            state = state with { Inner = kept, InnerTimers = call.Timers, At = result.HasFlag(TriggerResult.Fire) ? null : state.At };
        }

        if (state.Timer != timestamp)
        {
            return result;
        }

        state = state with { Timer = null };
        if (state.At is not { } at)
        {
            return result;
        }

        if (at > timestamp && !context.HasEnded)
        {
            Watch(ref state, context);
            return result;
        }

        // The other begins anew, as it does when it fires by itself; but what it has asked for, as the end of the window, comes.
        state = new Timeout<TState> { InnerTimers = state.InnerTimers };
        return inner.IsPurging ? TriggerResult.FireAndPurge : result | TriggerResult.Fire;
    }

    public override TriggerResult OnClose(ref Timeout<TState> state, TriggerContext context)
    {
        var kept = state.Inner;
        var result = inner.OnClose(ref kept, context);
        return state.At is null ? result : result | TriggerResult.Fire;
    }

    public override void Merge(ref Timeout<TState> state, Timeout<TState> other)
    {
        var kept = state.Inner;
        inner.Merge(ref kept, other.Inner);
        state = state with { Inner = kept, At = Sooner(state.At, other.At) };
    }

    public override void OnMerged(ref Timeout<TState> state, TriggerContext context)
    {
        state = state with { Timer = null, InnerTimers = null };
        var call = new InnerCall(context, state);
        var kept = state.Inner;
        inner.OnMerged(ref kept, call);
        state = state with { Inner = kept, InnerTimers = call.Timers };
        if (state.At is not null)
        {
            Watch(ref state, context);
        }
    }

    public override string ToString() => $"{inner} or {TimeSpan.FromMilliseconds(timeoutMs)} behind the {(fromLastRecord ? "last" : "first")} record";

    /// <summary>Sees to it that the window is looked at, at the latest when it is time.</summary>
    private static void Watch(ref Timeout<TState> state, TriggerContext context)
    {
        if (state.Timer is null)
        {
            state = state with { Timer = state.At };
            context.RegisterProcessingTimeTimer(state.At!.Value);
        }
    }

    private long? Sooner(long? one, long? other) => (one, other) switch
    {
        (null, _) => other,
        (_, null) => one,
        _ => fromLastRecord ? Math.Max(one.Value, other.Value) : Math.Min(one.Value, other.Value),
    };

    /// <summary>What the other trigger sees: takes note of the moments of the clock that it asks for.</summary>
    private sealed class InnerCall(TriggerContext context, Timeout<TState> state) : TriggerContext
    {
        public long[]? Timers { get; private set; } = state.InnerTimers;

        public override Window Window => context.Window;

        public override long Timestamp => context.Timestamp;

        public override bool IsEmpty => context.IsEmpty;

        public override long Watermark => context.Watermark;

        public override long ProcessingTime => context.ProcessingTime;

        internal override long AnnouncedWatermark => context.AnnouncedWatermark;

        internal override bool HasEnded => context.HasEnded;

        public override void RegisterEventTimeTimer(long timestamp) => context.RegisterEventTimeTimer(timestamp);

        public override void DeleteEventTimeTimer(long timestamp) => context.DeleteEventTimeTimer(timestamp);

        public override void RegisterProcessingTimeTimer(long timestamp)
        {
            if (Timers is null || !Timers.Contains(timestamp))
            {
                Timers = [.. Timers ?? [], timestamp];
                context.RegisterProcessingTimeTimer(timestamp);
            }
        }

        public override void DeleteProcessingTimeTimer(long timestamp)
        {
            if (Timers is not null && Timers.Contains(timestamp))
            {
                Timers = TriggerValues.Without(Timers, timestamp);
                if (state.Timer != timestamp)
                {
                    context.DeleteProcessingTimeTimer(timestamp);
                }
            }
        }
    }
}
