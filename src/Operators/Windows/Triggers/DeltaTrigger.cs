namespace AkkaStreamProc.Operators.Windows.Triggers;

/// <summary>Fires when a record is further than a threshold from the one that fired last, or was the first.</summary>
internal sealed class DeltaTrigger<T>(double threshold, Func<T, T, double> distance) : Trigger<T, Reference<T>>
{
    public override bool UsesEventTime => false;

    public override TriggerResult OnRecord(T record, ref Reference<T> state, TriggerContext context)
    {
        if (state.IsSet && !(distance(state.Record!, record) > threshold))
        {
            return TriggerResult.Continue;
        }

        var result = state.IsSet ? TriggerResult.Fire : TriggerResult.Continue;
        state = new Reference<T> { Record = record, IsSet = true };
        return result;
    }

    public override string ToString() => FormattableString.Invariant($"beyond {threshold}");
}
