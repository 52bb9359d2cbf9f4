namespace AkkaStreamProc.Operators.Windows.Triggers;

/// <summary>Never fires by itself; with a time-out, or for functions that only gather.</summary>
internal sealed class NeverTrigger<T> : Trigger<T, bool>
{
    public override bool UsesEventTime => false;

    public override bool CanMerge => true;

    public override TriggerResult OnRecord(T record, ref bool state, TriggerContext context) => TriggerResult.Continue;

    public override string ToString() => "never";
}
