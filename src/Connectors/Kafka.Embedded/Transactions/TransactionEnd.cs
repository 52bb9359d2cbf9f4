using System.Collections.Immutable;
using AkkaStreamProc.Connectors.Kafka.Embedded.Groups;
using AkkaStreamProc.Connectors.Kafka.Embedded.Logs;
using AkkaStreamProc.Connectors.Kafka.Embedded.Producers;
using AkkaStreamProc.Connectors.Kafka.Embedded.Topics;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Transactions;

/// <summary>Carries out a decided transaction: a marker into each of its partitions, and with a commit its offsets into their groups.</summary>
internal sealed class TransactionEnd(TopicCatalog topics, OffsetStore offsets, int coordinatorEpoch)
{
    /// <summary>Does all that is to be done; doing it again does no harm.</summary>
    /// <param name="decided">A transaction in PrepareCommit or PrepareAbort.</param>
    /// <param name="again">Whether a part may have been done before: then only what is still open gets a marker.</param>
    /// <exception cref="IOException">The disk refused; some of it may be done.</exception>
    public void Carry(TransactionMetadata decided, bool again)
    {
        bool isCommit = decided.State == TransactionState.PrepareCommit;
        foreach (TopicPartition partition in decided.Partitions)
        {
            // A topic that has been deleted meanwhile took the records with it.
            topics.Log(partition.Topic, partition.Partition)?.End(decided.Producer, new EndMarker(isCommit, coordinatorEpoch), onlyWhereOpen: again);
        }

        if (!isCommit)
        {
            return;
        }

        foreach ((string group, ImmutableDictionary<TopicPartition, CommittedOffset> pending) in decided.Offsets)
        {
            CommittedOffset[] present = [.. pending.Values.Where(offset => topics.Log(offset.Topic, offset.Partition) is not null)];
            if (present.Length > 0)
            {
                offsets.Commit(group, present);
            }
        }
    }

    /// <summary>Aborts what stands open in a log although no transactional id leads it, as after a lost transaction log; nobody else ever would.</summary>
    /// <param name="led">The transactions there are.</param>
    /// <param name="report">Told of each in one sentence.</param>
    /// <exception cref="IOException">The disk refused.</exception>
    public void AbortOrphans(IEnumerable<TransactionMetadata> led, Action<string> report)
    {
        HashSet<(long, TopicPartition)> known = [.. led.SelectMany(state => state.Partitions.Select(partition => (state.ProducerId, partition)))];
        foreach (Topic topic in topics.All)
        {
            for (int partition = 0; partition < topic.Partitions.Count; partition++)
            {
                PartitionLog log = topic.Partitions[partition];
                foreach (ActiveProducer open in log.Producers().Where(producer => producer.TransactionStart >= 0 && !known.Contains((producer.Producer.Id, new TopicPartition(topic.Name, partition)))))
                {
                    log.End(open.Producer, new EndMarker(IsCommit: false, coordinatorEpoch), onlyWhereOpen: true);
                    report($"The records of producer {open.Producer.Id} in {topic.Name}[{partition}] from offset {open.TransactionStart} on belong to no known transaction and have been aborted.");
                }
            }
        }
    }
}
