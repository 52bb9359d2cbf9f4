using System.Collections.Immutable;
using AkkaStreamProc.Connectors.Kafka.Embedded.Topics;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Groups;

/// <summary>
/// Which offsets are about to be committed by a transaction that is not decided everywhere: what is committed there now may soon be outdated (KIP-447).
/// All members may be called from any thread.
/// </summary>
internal sealed class PendingOffsets
{
    public static readonly ImmutableDictionary<string, ImmutableDictionary<TopicPartition, CommittedOffset>> None =
        ImmutableDictionary<string, ImmutableDictionary<TopicPartition, CommittedOffset>>.Empty;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Group, TopicPartition Partition), int> _transactions = [];

    /// <summary>Whether a stable answer has to wait.</summary>
    public bool Contains(string group, TopicPartition partition)
    {
        lock (_gate)
        {
            return _transactions.ContainsKey((group, partition));
        }
    }

    /// <summary>Takes note of what one transaction holds now instead of what it held before.</summary>
    public void Replace(
        ImmutableDictionary<string, ImmutableDictionary<TopicPartition, CommittedOffset>> before,
        ImmutableDictionary<string, ImmutableDictionary<TopicPartition, CommittedOffset>> after)
    {
        lock (_gate)
        {
            Count(after, 1);
            Count(before, -1);
        }
    }

    private void Count(ImmutableDictionary<string, ImmutableDictionary<TopicPartition, CommittedOffset>> offsets, int change)
    {
        foreach ((string group, var partitions) in offsets)
        {
            foreach (TopicPartition partition in partitions.Keys)
            {
                int count = _transactions.GetValueOrDefault((group, partition)) + change;
                if (count == 0)
                {
                    _transactions.Remove((group, partition));
                }
                else
                {
                    _transactions[(group, partition)] = count;
                }
            }
        }
    }
}
