using AkkaStreamProc.Connectors.Kafka.Embedded.Logs;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Producers;

/// <summary>
/// The idempotent producers of one partition. It is a function of the log: recovery feeds it the batches it reads.
/// Guarded by the partition's lock.
/// </summary>
internal sealed class PartitionProducers
{
    private readonly Dictionary<long, ProducerState> _states = [];

    /// <summary>Judges a batch before it is appended. A producer never seen (or forgotten) may begin with any number.</summary>
    public SequenceVerdict Check(in BatchHeader header) =>
        header.HasProducer && _states.TryGetValue(header.ProducerId, out ProducerState? state)
            ? state.Check(header.ProducerEpoch, header.BaseSequence, LastSequence(header))
            : SequenceVerdict.Append;

    /// <summary>Takes note of a batch that is in the log.</summary>
    public void Record(in BatchHeader placed)
    {
        if (!placed.HasProducer)
        {
            return;
        }

        if (!_states.TryGetValue(placed.ProducerId, out ProducerState? state))
        {
            _states.Add(placed.ProducerId, state = new ProducerState());
        }

        state.Record(placed.ProducerEpoch, placed.BaseSequence, LastSequence(placed), placed.BaseOffset);
    }

    private static int LastSequence(in BatchHeader header) => Sequence.Add(header.BaseSequence, header.LastOffsetDelta);
}
