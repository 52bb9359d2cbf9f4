using AkkaStreamProc.Connectors.Kafka.Internal.Client;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sources;
using Confluent.Kafka;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Source;

/// <summary>Watches whether the topics that a subtask reads are still the ones that its splits name.</summary>
/// <remarks>
/// An offset is a position in one topic. When the topic is deleted and created again the library goes on at the same offset
/// of the new one as if nothing had happened, so the identity of the topic is compared: with the checkpoint at the start
/// (<see cref="PartitionDiscovery"/>), every few seconds, and after the last record of every checkpoint
/// (<see cref="TryConfirm"/>). A topic that is found to be another one always ends the attempt, because records of it may
/// have been read already; where the options allow to go on, the next attempt does so from the last checkpoint, which has
/// none of them.
/// </remarks>
internal sealed class TopicWatch(KafkaSourceOptions options, ISubtaskContext context, ClusterQueries queries)
{
    private const int AnswerTimeoutMs = 1000;

    /// <summary>How many looks in a row must miss a topic before it is said, and before it fails the source.</summary>
    private const int MissingSaid = 2;
    private const int MissingFails = 6;
    private static readonly TimeSpan MissingInterval = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, string> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _missing = new(StringComparer.Ordinal);
    private long _lastLook = context.Time.GetTimestamp();
    private bool _isLookDue;

    /// <summary>Watches the topics of splits, too.</summary>
    public void Add(IEnumerable<OffsetSplit> splits)
    {
        foreach (var split in splits)
        {
            _ids[SplitIds.Partition(split).Topic] = split.Tag;
        }
    }

    /// <summary>Lets the next look happen at once, because something is amiss with a topic.</summary>
    public void Suspect() => _isLookDue = true;

    /// <summary>Looks at the topics, if it is time.</summary>
    /// <exception cref="KafkaConnectorException">A topic does not exist any more, or is another one.</exception>
    public void Look()
    {
        var interval = _missing.Count > 0 ? MissingInterval : options.DiscoveryInterval;
        if (!_isLookDue && context.Time.GetElapsedTime(_lastLook) < interval)
        {
            return;
        }

        // One that is not answered is no look; the next round makes up for it.
        if (_ids.Keys.All(TryLook))
        {
            _lastLook = context.Time.GetTimestamp();
            _isLookDue = false;
        }
    }

    /// <summary>
    /// Whether all that was read until now is of the topics that the splits name: they are the same still, so they were
    /// when the records were fetched.
    /// </summary>
    /// <returns>Otherwise the brokers do not tell at the moment.</returns>
    /// <exception cref="KafkaConnectorException">A topic is another one.</exception>
    public bool TryConfirm()
    {
        foreach (var topic in _ids.Keys)
        {
            if (!TryLook(topic) || _missing.GetValueOrDefault(topic) is > 0 and < MissingSaid)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Asks for a topic once.</summary>
    /// <returns>Whether there was an answer; that the topic does not exist is one.</returns>
    private bool TryLook(string topic)
    {
        var code = queries.TryDescribe(topic, AnswerTimeoutMs, out var description);
        if (code.IsUnknownTopic)
        {
            OnMissing(topic);
            return true;
        }

        if (code != ErrorCode.NoError || description is null)
        {
            return false;
        }

        var id = _ids[topic];
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
            context.Notify(KafkaNotices.TopicBack.With($"The topic '{topic}' at {options.Bootstrap} is there again."));
        }

        return true;
    }

    private void OnMissing(string topic)
    {
        var looks = _missing[topic] = _missing.GetValueOrDefault(topic) + 1;
        var waits = options.MissingTopic == KafkaMissingTopic.Waits;
        if (looks == MissingSaid)
        {
            context.Notify(KafkaNotices.TopicDeleted.With(
                $"The topic '{topic}' at {options.Bootstrap} does not exist any more: it was deleted while the job runs. "
                + (waits ? "The source waits until it is created again." : $"The source fails if it stays away ({nameof(KafkaSourceOptions.MissingTopic)}).")));
        }

        if (looks >= MissingFails && !waits)
        {
            throw new KafkaConnectorException(
                $"The topic '{topic}' at {options.Bootstrap} was deleted while the job ran. Create it again, or take it out of the job; "
                + $"to wait for it instead, set {nameof(KafkaSourceOptions.MissingTopic)} to {nameof(KafkaMissingTopic.Waits)}.");
        }
    }
}
