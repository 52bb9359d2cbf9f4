using AkkaStreamProc.Connectors.Kafka.Internal.Client;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sources;
using Confluent.Kafka;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Source;

/// <summary>Finds the partitions that a subtask reads: at the start, and those that are added later.</summary>
internal sealed class PartitionDiscovery(KafkaSourceOptions options, ISubtaskContext context, ClusterQueries queries)
{
    private const int AnswerTimeoutMs = 3000;

    private readonly StartPlanner _planner = new(options, queries);
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private long _lastLook;

    /// <summary>
    /// The splits to begin with: the restored ones where they were, others where the options say, or, in a restored
    /// job, from their beginning. A job that had an end takes no partitions that did not exist at its start.
    /// </summary>
    public IReadOnlyList<SourceSplit> First(IReadOnlyList<SourceSplit> restored, bool isRestored)
    {
        var hadEnd = restored.All(s => s.End < long.MaxValue);
        var splits = restored.Select(_planner.Restored).ToDictionary(s => s.Id, StringComparer.Ordinal);
        foreach (var topic in options.Topics)
        {
            _counts[topic] = queries.PartitionCount(topic);
            foreach (var partition in Owned(topic, 0, _counts[topic]))
            {
                var id = partition.ToString();
                if (!splits.ContainsKey(id) && !(isRestored && hadEnd && options.End is not null))
                {
                    splits.Add(id, isRestored ? _planner.Restored(_planner.Discovered(partition)) : _planner.FirstStart(partition));
                }
            }
        }

        _lastLook = context.Time.GetTimestamp();
        return [.. splits.Values.OrderBy(s => s.Ordinal).ThenBy(s => s.Id, StringComparer.Ordinal)];
    }

    /// <summary>The splits that were added since the last look, if it is time for the next one.</summary>
    public IReadOnlyList<SourceSplit> NewSplits()
    {
        if (options.End is not null || context.Time.GetElapsedTime(_lastLook) < options.DiscoveryInterval)
        {
            return [];
        }

        var now = context.Time.GetTimestamp();
        var found = new List<SourceSplit>();
        foreach (var topic in options.Topics)
        {
            var code = queries.TryPartitionCount(topic, AnswerTimeoutMs, out var count);
            if (code.IsTransient)
            {
                // Not a look; the next round makes up for it.
                return found;
            }

            if (code == ErrorCode.NoError && count > _counts[topic])
            {
                found.AddRange(Owned(topic, _counts[topic], count).Select(_planner.Discovered));
                _counts[topic] = count;
            }
        }

        _lastLook = now;
        return found;
    }

    private IEnumerable<KafkaPartition> Owned(string topic, int first, int end) =>
        from number in Enumerable.Range(first, end - first)
        let partition = new KafkaPartition(topic, number)
        where SplitIds.Split(partition, 0).IsOwnedBy(context.SubtaskIndex, context.Parallelism)
        select partition;
}
