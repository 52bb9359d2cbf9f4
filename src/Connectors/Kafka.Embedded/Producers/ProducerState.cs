using AkkaStreamProc.Connectors.Kafka.Embedded.Logs;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Producers;

/// <summary>
/// The last five batches of one idempotent producer in one partition, and the last marker of its transactions.
/// Five, because a client may have that many requests in flight and so may repeat any of them.
/// </summary>
internal sealed class ProducerState
{
    private const int Remembered = 5;
    private readonly Queue<Batch> _batches = new(Remembered);
    private short _epoch = -1;
    private int _lastSequence = -1;
    private long _lastTimestamp = -1;
    private int _coordinatorEpoch = -1;
    private long _lastMarker = -1;

    /// <summary>When anything of it last came, in milliseconds since the epoch.</summary>
    public long SeenMs { get; set; }

    public ProducerPlace Place => new(_batches.Count > 0 ? _batches.Last().BaseOffset : -1, _lastMarker);

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

    public ErrorCode CheckMarker(short epoch, int coordinatorEpoch) =>
        epoch < _epoch ? ErrorCode.InvalidProducerEpoch
        : coordinatorEpoch < _coordinatorEpoch ? ErrorCode.TransactionCoordinatorFenced
        : ErrorCode.None;

    public void Record(in BatchHeader placed)
    {
        MoveTo(placed.ProducerEpoch);
        if (_batches.Count == Remembered)
        {
            _batches.Dequeue();
        }

        _batches.Enqueue(new Batch(placed.BaseSequence, placed.LastSequence, placed.BaseOffset));
        _lastSequence = placed.LastSequence;
        _lastTimestamp = placed.MaxTimestamp;
    }

    /// <summary>Takes note of a marker. One with a newer epoch fences the older here too.</summary>
    public void End(in BatchHeader marker, int coordinatorEpoch)
    {
        MoveTo(marker.ProducerEpoch);
        _lastTimestamp = marker.MaxTimestamp;
        _coordinatorEpoch = coordinatorEpoch;
        _lastMarker = marker.BaseOffset;
    }

    public ActiveProducer Describe(long producerId, long? transactionStart) =>
        new(new ProducerIdentity(producerId, _epoch), _lastSequence, _lastTimestamp, _coordinatorEpoch, transactionStart ?? -1);

    private void MoveTo(short epoch)
    {
        if (epoch != _epoch)
        {
            _batches.Clear();
            _epoch = epoch;
            _lastSequence = -1;
        }
    }

    private readonly record struct Batch(int FirstSequence, int LastSequence, long BaseOffset);
}
