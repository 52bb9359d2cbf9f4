namespace AkkaStreamProc.Operators.Windows.Triggers;

/// <summary>Drops what was gathered whenever another trigger fires.</summary>
internal sealed class PurgingTrigger<T, TState>(Trigger<T, TState> inner) : Trigger<T, TState>
{
    public override bool UsesEventTime => inner.UsesEventTime;

    public override bool CanMerge => inner.CanMerge;

    internal override bool IsPurging => true;

    public override TriggerResult OnRecord(T record, ref TState? state, TriggerContext context) => Purge(inner.OnRecord(record, ref state, context));

    public override TriggerResult OnEventTime(long timestamp, ref TState? state, TriggerContext context) => Purge(inner.OnEventTime(timestamp, ref state, context));

    public override TriggerResult OnProcessingTime(long timestamp, ref TState? state, TriggerContext context) =>
        Purge(inner.OnProcessingTime(timestamp, ref state, context));

    public override void Merge(ref TState? state, TState? other) => inner.Merge(ref state, other);

    public override void OnMerged(ref TState? state, TriggerContext context) => inner.OnMerged(ref state, context);

    public override TriggerResult OnClose(ref TState? state, TriggerContext context) => Purge(inner.OnClose(ref state, context));

    public override string ToString() => $"purging {inner}";

    private static TriggerResult Purge(TriggerResult result) => result.HasFlag(TriggerResult.Fire) ? TriggerResult.FireAndPurge : result;
}
