namespace AkkaStreamProc.Operators.Windows.Triggers;

/// <summary>Fires when the clock passes the end of the window. (Flink's processing-time trigger, which fires a millisecond before the end.)</summary>
internal sealed class ClockTrigger<T> : Trigger<T, bool>
{
    public override bool UsesEventTime => false;

    public override bool CanMerge => true;

    public override TriggerResult OnRecord(T record, ref bool state, TriggerContext context)
    {
        context.RegisterProcessingTimeTimer(context.Window.End);
        return TriggerResult.Continue;
    }

    public override TriggerResult OnProcessingTime(long timestamp, ref bool state, TriggerContext context) => TriggerResult.Fire;

    public override void OnMerged(ref bool state, TriggerContext context) => context.RegisterProcessingTimeTimer(context.Window.End);

    public override string ToString() => "at the end by the clock";
}
