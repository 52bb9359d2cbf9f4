using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.State.Evolution;

namespace AkkaStreamProc.Operators.Async;

/// <summary>The records that an asynchronous operator has no answer for.</summary>
internal sealed record HeldRecordsDescriptor<T>() : StateDescriptor(HeldRecords.Item, IsKeyed: false)
{
    public override string Holds => TypeNames.Text(Text, TypeNames.Of);

    public override string DistinctHolds => TypeNames.Text(Text, TypeNames.DistinctOf);

    private static FormattableString Text => $"{typeof(T)} without an answer";

    public override StateForm FormIn(StateSerializers serializers) => new(HeldRecords.Item, "", serializers.Of<T>().Schema);

    public override StateFit FitOf(StateForm written, StateSerializers serializers)
    {
        try
        {
            var records = serializers.Reading(serializers.Of<T>(), written.Values);
            return new StateFit(null, records.Changes, records.IsMigrated);
        }
        catch (StateEvolutionException difference)
        {
            return StateFit.Of(difference, "record");
        }
    }

    public override void Verify(StateSerializers serializers) => serializers.Of<T>();
}
