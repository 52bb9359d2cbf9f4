using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Examples.SequenceCheck;

/// <summary>Counts the records of each key in its state, and writes the count beside the number each came with.</summary>
internal sealed class CountOfKey : ProcessFunction<int, SequencedRecord, CountedRecord>
{
    private ValueState<long> _count = null!;

    public override void Open(StateDeclarations states) => _count = states.Value<long>("count");

    public override void Process(SequencedRecord record, ProcessContext<int, CountedRecord> context)
    {
        _count.Value++;
        context.Emit(new CountedRecord(record.Key, record.Sequence, _count.Value));
    }
}
