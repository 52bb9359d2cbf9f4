namespace AkkaStreamProc;

/// <summary>The record that an aggregate of <see cref="Aggregates"/> has picked so far. Its content is the aggregate's own.</summary>
/// <typeparam name="T">The type of the records.</typeparam>
public readonly struct PickedRecord<T>
{
    internal readonly bool HasRecord;
    internal readonly T Record;

    internal PickedRecord(T record) => (HasRecord, Record) = (true, record);
}
