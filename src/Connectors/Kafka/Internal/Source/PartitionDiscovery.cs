using AkkaStreamProc.Connectors.Kafka.Internal.Client;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sources;
using Confluent.Kafka;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Source;

/// <summary>
/// Finds the partitions that a subtask reads, at the start and those that are added later, and watches whether the topics
/// are still the ones that it began to read.
/// </summary>
/// <remarks>
/// An offset is a position in one topic. When the topic is deleted and created again the library goes on at the same offset
/// of the new one as if nothing had happened, so the identity of the topic is compared: with the checkpoint at the start,
/// every few seconds, and after the last record of every checkpoint (<see cref="TryConfirm"/>). A topic that is found to
/// be another one always ends the attempt, because records of it may have been read already; where the options allow to
/// go on, the next attempt does so from the last checkpoint, which has none of them.
/// </remarks>
internal sealed class PartitionDiscovery(KafkaSourceOptions options, ISubtaskContext context, ClusterQueries queries)
{
    private const int AnswerTimeoutMs = 1000;

    /// <summary>How many looks in a row must miss a topic before it is said, and before it fails the source.</summary>
    private const int MissingSaid = 2;
    private const int MissingFails = 6;
    private static readonly TimeSpan MissingInterval = TimeSpan.FromSeconds(1);

    private readonly StartPlanner _planner = new(options, queries);
    private readonly Dictionary<string, (string Id, int Count)> _topics = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _missing = new(StringComparer.Ordinal);
    private long _lastLook;
    private bool _isLookDue;

    /// <summary>
    /// The splits to begin with: the restored ones where they were, others where the options say, or, in a restored
    /// job, from their beginning. A job that had an end takes no partitions that did not exist at its start.
    /// </summary>
    /// <exception cref="KafkaConnectorException">A topic is not the one of the checkpoint, and the options do not let the source go on.</exception>
    public IReadOnlyList<SourceSplit> First(IReadOnlyList<SourceSplit> restored, bool isRestored)
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
            foreach (var partition in Owned(topic, 0, _topics[topic].Count).Where(p => !splits.ContainsKey(p.ToString())))
            {
                if (!keepsOut || recreated.Contains(topic))
                {
                    splits.Add(partition.ToString(), NewAtStart(partition, isRestored));
                }
            }
        }

        _lastLook = context.Time.GetTimestamp();
        return [.. splits.Values.OrderBy(s => s.Ordinal).ThenBy(s => s.Id, StringComparer.Ordinal)];
    }

    /// <summary>Lets the next look happen at once, because something is amiss with a topic.</summary>
    public void Suspect() => _isLookDue = true;

    /// <summary>Looks at the topics, if it is time: the splits that were added since the last look.</summary>
    /// <exception cref="KafkaConnectorException">A topic does not exist any more, or is another one.</exception>
    public IReadOnlyList<SourceSplit> Look()
    {
        var found = new List<SourceSplit>();
        var interval = _missing.Count > 0 ? MissingInterval : options.DiscoveryInterval;
        if (!_isLookDue && context.Time.GetElapsedTime(_lastLook) < interval)
        {
            return found;
        }

        foreach (var topic in options.Topics)
        {
            if (!TryLook(topic, out var description))
            {
                // Not a look; the next round makes up for it.
                return found;
            }

            if (description is not null && options.End is null && description.PartitionCount > _topics[topic].Count)
            {
                found.AddRange(Owned(topic, _topics[topic].Count, description.PartitionCount)
                    .Select(partition => _planner.Discovered(partition, description.Id)));
                _topics[topic] = (description.Id, description.PartitionCount);
            }
        }

        _lastLook = context.Time.GetTimestamp();
        _isLookDue = false;
        return found;
    }

    /// <summary>
    /// Whether all that was read until now is of the topics that the splits name: they are the same still, so they were
    /// when the records were fetched.
    /// </summary>
    /// <returns>Otherwise the brokers do not tell at the moment.</returns>
    /// <exception cref="KafkaConnectorException">A topic is another one.</exception>
    public bool TryConfirm()
    {
        foreach (var topic in options.Topics)
        {
            if (!TryLook(topic, out var description) || (description is null && _missing[topic] < MissingSaid))
            {
                return false;
            }
        }

        return true;
    }

    private SourceSplit NewAtStart(KafkaPartition partition, bool isRestored)
    {
        var id = _topics[partition.Topic].Id;
        return isRestored ? _planner.Restored(_planner.Discovered(partition, id)) : _planner.FirstStart(partition, id);
    }

    /// <summary>The topics of the checkpoint that were deleted and created again since, where the source may go on in them.</summary>
    private HashSet<string> Recreated(IReadOnlyList<SourceSplit> restored)
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

            context.Notify($"{problem} The source continues at the {(options.MissingOffset == KafkaMissingOffset.ContinuesAtEarliest ? "earliest" : "latest")} records of the new topic.");
        }

        return recreated;
    }

    private SourceSplit Restored(SourceSplit split, HashSet<string> recreated)
    {
        var partition = SplitIds.Partition(split);
        var (id, count) = _topics[partition.Topic];
        if (!recreated.Contains(partition.Topic))
        {
            return _planner.Restored(split) with { Tag = id };
        }

        return partition.Partition < count
            ? _planner.Recreated(partition, id)
            : split with { End = split.Position, IsFinished = true, Tag = id };
    }

    /// <summary>Asks for a topic once.</summary>
    /// <returns>Whether there was an answer, which is none where the topic does not exist.</returns>
    private bool TryLook(string topic, out TopicDescription? description)
    {
        var code = queries.TryDescribe(topic, AnswerTimeoutMs, out description);
        if (code.IsUnknownTopic)
        {
            description = null;
            OnMissing(topic);
            return true;
        }

        if (code != ErrorCode.NoError || description is null)
        {
            return false;
        }

        var id = _topics[topic].Id;
        if (id.Length > 0 && description.Id.Length > 0 && description.Id != id)
        {
            throw new KafkaConnectorException(
                $"The topic '{topic}' at {options.Bootstrap} was deleted and created again while the job ran: its id is {description.Id} and was {id}. "
                + "Records of the new topic may have been read at positions of the old one, so the job goes back to its last checkpoint.")
            {
                IsTransient = true,
            };
        }

        if (_missing.Remove(topic))
        {
            context.Notify($"The topic '{topic}' at {options.Bootstrap} is there again.");
        }

        return true;
    }

    private void OnMissing(string topic)
    {
        var looks = _missing[topic] = _missing.GetValueOrDefault(topic) + 1;
        var waits = options.MissingTopic == KafkaMissingTopic.Waits;
        if (looks == MissingSaid)
        {
            context.Notify(
                $"The topic '{topic}' at {options.Bootstrap} does not exist any more: it was deleted while the job runs. "
                + (waits ? "The source waits until it is created again." : $"The source fails if it stays away ({nameof(KafkaSourceOptions.MissingTopic)})."));
        }

        if (looks >= MissingFails && !waits)
        {
            throw new KafkaConnectorException(
                $"The topic '{topic}' at {options.Bootstrap} was deleted while the job ran. Create it again, or take it out of the job; "
                + $"to wait for it instead, set {nameof(KafkaSourceOptions.MissingTopic)} to {nameof(KafkaMissingTopic.Waits)}.");
        }
    }

    private IEnumerable<KafkaPartition> Owned(string topic, int first, int end) =>
        from number in Enumerable.Range(first, end - first)
        let partition = new KafkaPartition(topic, number)
        where SplitIds.Split(partition, 0).IsOwnedBy(context.SubtaskIndex, context.Parallelism)
        select partition;
}
