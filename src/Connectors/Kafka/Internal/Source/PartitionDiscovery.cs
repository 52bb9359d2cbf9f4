using AkkaStreamProc.Connectors.Kafka.Internal.Client;
using AkkaStreamProc.Operators.Sources;
using Confluent.Kafka;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Source;

/// <summary>Finds the partitions of the topics and where to read them, at the start and when some are added. Asks the brokers, for the worker.</summary>
internal sealed class PartitionDiscovery(KafkaSourceOptions options, ISplitEnumeratorContext context, ClusterQueries queries)
{
    private const int AnswerTimeoutMs = 1000;

    private readonly StartPlanner _planner = new(options, queries);
    private readonly Dictionary<string, (string Id, int Count)> _topics = new(StringComparer.Ordinal);

    /// <summary>
    /// The splits to begin with: the restored ones where they were, others where the options say, or, in a restored
    /// job, from their beginning. A job that had an end takes no partitions that did not exist at its start.
    /// </summary>
    /// <exception cref="KafkaConnectorException">A topic is not the one of the checkpoint, and the options do not let the source go on.</exception>
    public IReadOnlyList<OffsetSplit> First(IReadOnlyList<OffsetSplit> restored, bool isRestored)
    {
        foreach (var topic in restored.Select(s => SplitIds.Partition(s).Topic).Concat(options.Topics).Distinct(StringComparer.Ordinal))
        {
            var description = queries.Describe(topic, waits: options.MissingTopic == KafkaMissingTopic.Waits, withOperations: true);
            var rights = SourceConfig.Rights(options);
            if (rights.Missing(description.Operations) is { Count: > 0 } missing)
            {
                throw new KafkaConnectorException(
                    $"The Kafka source of {string.Join(",", options.Topics)} may not read what it is to read. {rights.ForTopics([topic], missing)}");
            }

            _topics[topic] = (description.Id, description.PartitionCount);
        }

        var recreated = Recreated(restored);
        var keepsOut = isRestored && options.End is not null && restored.All(s => s.End < long.MaxValue);
        var splits = restored.Select(split => Restored(split, recreated)).ToDictionary(s => s.Id, StringComparer.Ordinal);
        foreach (var topic in options.Topics)
        {
            foreach (var partition in Partitions(topic, 0, _topics[topic].Count).Where(p => !splits.ContainsKey(p.ToString())))
            {
                if (!keepsOut || recreated.Contains(topic))
                {
                    splits.Add(partition.ToString(), NewAtStart(partition, isRestored));
                }
            }
        }

        return [.. splits.Values];
    }

    /// <summary>The splits of partitions that were added since the last look, as far as the brokers tell.</summary>
    /// <remarks>A topic that is gone, or is another one, is the matter of those who read it (<see cref="TopicWatch"/>).</remarks>
    public IReadOnlyList<OffsetSplit> FindNew()
    {
        var found = new List<OffsetSplit>();
        foreach (var topic in options.Topics)
        {
            var (id, count) = _topics[topic];
            var code = queries.TryDescribe(topic, AnswerTimeoutMs, out var description);
            if (code != ErrorCode.NoError && !code.IsUnknownTopic)
            {
                // Whoever does not answer now does not for the next topic either.
                break;
            }

            if (description is not null && description.Id == id && description.PartitionCount > count)
            {
                found.AddRange(Partitions(topic, count, description.PartitionCount).Select(partition => _planner.Discovered(partition, id)));
                _topics[topic] = (id, description.PartitionCount);
            }
        }

        return found;
    }

    private OffsetSplit NewAtStart(KafkaPartition partition, bool isRestored)
    {
        var id = _topics[partition.Topic].Id;
        return isRestored ? _planner.Restored(_planner.Discovered(partition, id)) : _planner.FirstStart(partition, id);
    }

    /// <summary>The topics of the checkpoint that were deleted and created again since, where the source may go on in them.</summary>
    private HashSet<string> Recreated(IReadOnlyList<OffsetSplit> restored)
    {
        var recreated = new HashSet<string>(StringComparer.Ordinal);
        foreach (var split in restored)
        {
            var topic = SplitIds.Partition(split).Topic;
            var id = _topics[topic].Id;
            if (split.Tag.Length == 0 || id.Length == 0 || split.Tag == id || !recreated.Add(topic))
            {
                continue;
            }

            var problem = $"The topic '{topic}' at {options.Bootstrap} was deleted and created again: its id is {id}, and the position {split.Position} of {split.Id} "
                + $"in the checkpoint is one in the topic with the id {split.Tag}.";
            if (options.MissingOffset == KafkaMissingOffset.Fails)
            {
                throw new KafkaConnectorException(
                    $"{problem} Start the job without this checkpoint, or let it go on in the new topic with {nameof(KafkaSourceOptions.MissingOffset)} "
                    + $"({nameof(KafkaMissingOffset.ContinuesAtEarliest)} or {nameof(KafkaMissingOffset.ContinuesAtLatest)}).");
            }

            context.Notify(KafkaNotices.TopicReplaced.With($"{problem} The source continues at the {(options.MissingOffset == KafkaMissingOffset.ContinuesAtEarliest ? "earliest" : "latest")} records of the new topic."));
        }

        return recreated;
    }

    private OffsetSplit Restored(OffsetSplit split, HashSet<string> recreated)
    {
        var partition = SplitIds.Partition(split);
        var (id, count) = _topics[partition.Topic];
        if (!recreated.Contains(partition.Topic))
        {
            if (partition.Partition >= count)
            {
                // Of a topic that was created again with fewer partitions, in an earlier life of the job.
                return split.IsFinished
                    ? split
                    : throw new KafkaConnectorException(
                        $"The checkpoint has the position {split.Position} of {split.Id}, but the topic has {count} partitions at {options.Bootstrap}. Start the job without this checkpoint, or restore the topic.");
            }

            return _planner.Restored(split) with { Tag = id };
        }

        return partition.Partition < count
            ? _planner.Recreated(partition, id)
            : split with { End = split.Position, IsFinished = true, Tag = id };
    }

    private static IEnumerable<KafkaPartition> Partitions(string topic, int first, int end) =>
        Enumerable.Range(first, end - first).Select(number => new KafkaPartition(topic, number));
}
