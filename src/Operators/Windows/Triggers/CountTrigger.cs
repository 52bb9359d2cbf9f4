namespace AkkaStreamProc.Operators.Windows.Triggers;

/// <summary>Fires with every so many records.</summary>
internal sealed class CountTrigger<T>(long count) : Trigger<T, long>
{
    public override bool UsesEventTime => false;

    public override bool CanMerge => true;

    public override TriggerResult OnRecord(T record, ref long state, TriggerContext context)
    {
        if (++state < count)
        {
            return TriggerResult.Continue;
        }

        state = 0;
        return TriggerResult.Fire;
    }

    public override void Merge(ref long state, long other) => state += other;

    public override string ToString() => $"every {count} records";
}
