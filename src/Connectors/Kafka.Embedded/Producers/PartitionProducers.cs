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

    /// <summary>Where each producer was last seen.</summary>
    public IReadOnlyDictionary<long, ProducerPlace> Places => _states.ToDictionary(pair => pair.Key, pair => pair.Value.Place);

    /// <summary>Forgets producers that were last seen before a time and have no transaction open.</summary>
    public void Expire(long beforeMs)
    {
        foreach ((long producerId, ProducerState state) in _states)
        {
            if (state.SeenMs < beforeMs && Transactions.OpenSince(producerId) is null)
            {
                _states.Remove(producerId);
            }
        }
    }

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

    /// <summary>Judges a marker that does not come from this broker's own coordinator.</summary>
    public ErrorCode CheckMarker(ProducerIdentity producer, EndMarker marker) =>
        _states.TryGetValue(producer.Id, out ProducerState? state) ? state.CheckMarker(producer.Epoch, marker.CoordinatorEpoch) : ErrorCode.None;

    /// <summary>Takes note of a batch that is in the log.</summary>
    /// <param name="placed">The header, with its place in the log.</param>
    /// <param name="batch">The whole batch.</param>
    /// <param name="nowMs">When it came, in milliseconds since the epoch.</param>
    public void Record(in BatchHeader placed, ReadOnlySpan<byte> batch, long nowMs)
    {
        if (!placed.HasProducer)
        {
            return;
        }

        if (!_states.TryGetValue(placed.ProducerId, out ProducerState? state))
        {
            _states.Add(placed.ProducerId, state = new ProducerState());
        }

        state.SeenMs = nowMs;
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
