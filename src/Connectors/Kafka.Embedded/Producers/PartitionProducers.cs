using AkkaStreamProc.Connectors.Kafka.Embedded.Logs;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Producers;

/// <summary>
/// The idempotent and transactional producers of one partition. It is a function of the log: recovery feeds it the batches it reads.
/// Guarded by the partition's lock.
/// </summary>
internal sealed class PartitionProducers
{
    private readonly Dictionary<long, ProducerState> _states = [];

    public PartitionTransactions Transactions { get; } = new();

    /// <summary>All producers that are remembered.</summary>
    public IReadOnlyList<ActiveProducer> All => [.. _states.Select(pair => pair.Value.Describe(pair.Key, Transactions.OpenSince(pair.Key)))];

    /// <summary>
    /// Judges a batch before it is appended. A producer never seen (or forgotten) may begin with any number;
    /// one with an open transaction may write within it only.
    /// </summary>
    public SequenceVerdict Check(in BatchHeader header)
    {
        if (!header.HasProducer || !_states.TryGetValue(header.ProducerId, out ProducerState? state))
        {
            return SequenceVerdict.Append;
        }

        SequenceVerdict verdict = state.Check(header.ProducerEpoch, header.BaseSequence, header.LastSequence);
        bool strays = verdict == SequenceVerdict.Append && !header.IsTransactional && Transactions.OpenSince(header.ProducerId) is not null;
        return strays ? SequenceVerdict.Refuse(ErrorCode.InvalidTransactionState) : verdict;
    }

    /// <summary>Takes note of a batch that is in the log.</summary>
    /// <param name="placed">The header, with its place in the log.</param>
    /// <param name="batch">The whole batch.</param>
    public void Record(in BatchHeader placed, ReadOnlySpan<byte> batch)
    {
        if (!placed.HasProducer)
        {
            return;
        }

        if (!_states.TryGetValue(placed.ProducerId, out ProducerState? state))
        {
            _states.Add(placed.ProducerId, state = new ProducerState());
        }

        if (placed.IsControl)
        {
            EndMarker marker = ControlBatch.Read(batch);
            state.End(placed, marker.CoordinatorEpoch);
            Transactions.End(placed.ProducerId, placed.BaseOffset, marker.IsCommit);
            return;
        }

        state.Record(placed);
        if (placed.IsTransactional)
        {
            Transactions.Record(placed.ProducerId, placed.BaseOffset);
        }
    }
}
