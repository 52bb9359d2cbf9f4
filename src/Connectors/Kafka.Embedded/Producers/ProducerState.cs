using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Producers;

/// <summary>
/// The last five batches of one idempotent producer in one partition.
/// Five, because a client may have that many requests in flight and so may repeat any of them.
/// </summary>
internal sealed class ProducerState
{
    private const int Remembered = 5;
    private readonly Queue<Batch> _batches = new(Remembered);
    private short _epoch = -1;
    private int _lastSequence = -1;

    public SequenceVerdict Check(short epoch, int firstSequence, int lastSequence)
    {
        if (epoch < _epoch)
        {
            return SequenceVerdict.Refuse(ErrorCode.InvalidProducerEpoch);
        }

        if (epoch > _epoch)
        {
            return firstSequence == 0 ? SequenceVerdict.Append : SequenceVerdict.Refuse(ErrorCode.OutOfOrderSequenceNumber);
        }

        foreach (Batch batch in _batches)
        {
            if (batch.FirstSequence == firstSequence && batch.LastSequence == lastSequence)
            {
                return SequenceVerdict.Duplicate(batch.BaseOffset);
            }
        }

        if (firstSequence == Sequence.Next(_lastSequence))
        {
            return SequenceVerdict.Append;
        }

        // Older than what is remembered: certainly in the log, but no longer known where.
        return SequenceVerdict.Refuse(lastSequence <= _lastSequence ? ErrorCode.DuplicateSequenceNumber : ErrorCode.OutOfOrderSequenceNumber);
    }

    public void Record(short epoch, int firstSequence, int lastSequence, long baseOffset)
    {
        if (epoch != _epoch)
        {
            _batches.Clear();
            _epoch = epoch;
        }

        if (_batches.Count == Remembered)
        {
            _batches.Dequeue();
        }

        _batches.Enqueue(new Batch(firstSequence, lastSequence, baseOffset));
        _lastSequence = lastSequence;
    }

    private readonly record struct Batch(int FirstSequence, int LastSequence, long BaseOffset);
}
