using AkkaStreamProc.Operators.Windows.Triggers;

namespace AkkaStreamProc;

/// <summary>Decides when a window emits its result. Those that come with the library are made by <see cref="Triggers{T}"/>; others derive from this.</summary>
/// <typeparam name="T">The type of the records.</typeparam>
/// <typeparam name="TState">
/// What the trigger keeps for each key and window: a type that comes back from a checkpoint as it was (<c>docs/state-types.md</c>).
/// Immutable types and structs are best, for what is changed in place stays changed where a call fails.
/// </typeparam>
/// <remarks>
/// One object serves all keys, windows and subtasks: it has no fields that change. Of a key, windows are told of a timer in
/// the order of their ends. One that throws for a timer fails the job, whatever the policy of the operator is: there is no record to
/// blame. (Flink's trigger, whose state is here a value that is handed in.)
/// </remarks>
public abstract class Trigger<T, TState>
{
    /// <summary>Whether it asks for the watermark or registers event-time timers; <see langword="true"/> unless overridden.</summary>
    public virtual bool UsesEventTime => true;

    /// <summary>Whether windows that merge (<see cref="SessionWindows"/>) may have it; <see langword="false"/> unless overridden.</summary>
    public virtual bool CanMerge => false;

    /// <summary>Takes a record that was added to a window.</summary>
    /// <param name="record">The record.</param>
    /// <param name="state">What is kept for the window; <see langword="default"/> at first.</param>
    /// <param name="context">The window and the timers.</param>
    public abstract TriggerResult OnRecord(T record, ref TState? state, TriggerContext context);

    /// <summary>Takes an event-time timer that it registered for a window.</summary>
    /// <param name="timestamp">The time it was registered for, in milliseconds.</param>
    /// <param name="state">What is kept for the window.</param>
    /// <param name="context">The window and the timers.</param>
    public virtual TriggerResult OnEventTime(long timestamp, ref TState? state, TriggerContext context) => TriggerResult.Continue;

    /// <summary>Takes a processing-time timer that it registered for a window.</summary>
    /// <inheritdoc cref="OnEventTime" path="/param"/>
    public virtual TriggerResult OnProcessingTime(long timestamp, ref TState? state, TriggerContext context) => TriggerResult.Continue;

    /// <summary>Takes up what was kept for a window that is merged into another.</summary>
    /// <param name="state">What is kept for the window that the others are merged into.</param>
    /// <param name="other">What was kept for one of the others.</param>
    public virtual void Merge(ref TState? state, TState? other)
    {
    }

    /// <summary>Sees to the timers of a window that has other bounds now: it was merged or has grown, and has no timers.</summary>
    /// <param name="state">What is kept for the window.</param>
    /// <param name="context">The window and the timers.</param>
    public virtual void OnMerged(ref TState? state, TriggerContext context)
    {
    }

    /// <summary>A window is about to go for good, its timers of that moment behind it: the last chance to fire.</summary>
    /// <param name="state">What is kept for the window.</param>
    /// <param name="context">The window; a timer that is registered here never comes.</param>
    public virtual TriggerResult OnClose(ref TState? state, TriggerContext context) => TriggerResult.Continue;

    /// <summary>Whether whatever fires is dropped.</summary>
    internal virtual bool IsPurging => false;

    /// <summary>The same, but what was emitted is dropped: the next result is of what comes behind it.</summary>
    public Trigger<T, TState> Purging() => new PurgingTrigger<T, TState>(this);

    /// <summary>
    /// The same, and the window also fires when the clock has passed a while since its first record behind the last firing. The
    /// trigger then begins anew, as for a new window; where it purges, so does that firing.
    /// </summary>
    /// <param name="timeout">The while, at least a millisecond.</param>
    /// <param name="fromLastRecord">Whether it is the while since the last record in place of the first.</param>
    public Trigger<T, Timeout<TState>> WithTimeout(TimeSpan timeout, bool fromLastRecord = false) =>
        new TimeoutTrigger<T, TState>(this, TriggerValues.Milliseconds(timeout, "A trigger with a time-out"), fromLastRecord);

    /// <summary>What it does, for plans and the fingerprint.</summary>
    public override string ToString() => GetType().Name;
}
