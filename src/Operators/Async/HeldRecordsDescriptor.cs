using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Operators.Async;

/// <summary>The records that an asynchronous operator has no answer for.</summary>
internal sealed record HeldRecordsDescriptor<T>() : StateDescriptor(HeldRecords.Item, IsKeyed: false)
{
    public override string Holds => TypeNames.Text(Text, TypeNames.Of);

    public override string DistinctHolds => TypeNames.Text(Text, TypeNames.DistinctOf);

    private static FormattableString Text => $"{typeof(T)} without an answer";

    public override void Verify(StateSerializers serializers) => serializers.Of<T>();
}
