using AkkaStreamProc.Connectors.Kafka.Internal.Client;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sinks;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Sink.Transactions;

/// <summary>Reads markers and judges them. Blocks; for the worker.</summary>
internal sealed class MarkerStore(TransactionSettings settings, SinkNames names, KafkaLostMarker onLost)
{
    /// <summary>The checkpoint up to which the output of a life is committed. To be asked behind a fence only.</summary>
    /// <param name="inherited">What the checkpoint says.</param>
    /// <exception cref="KafkaConnectorException">There is no marker though it decides, or it cannot be of this life.</exception>
    public long CommittedUpTo(SinkState inherited)
    {
        var group = names.Group(inherited.Life.Subtask);
        if (Read(group) is not { } found)
        {
            return OnMissing(inherited, group);
        }

        if (found.Metadata != Marker.MetadataOf(inherited.Life))
        {
            throw new KafkaConnectorException(
                $"The group '{group}' at {settings.Bootstrap} holds the marker of another life of this sink for '{settings.Topic}': a job with the same name was "
                + "started anew since the checkpoint, here or elsewhere, so whether the checkpoint's last records were written is unknown. "
                + "Stop the other job, give one of them another name, or start this one anew.");
        }

        return found.Offset >= inherited.LastMarker
            ? found.Offset
            : throw new KafkaConnectorException(
                $"The marker of the sink for '{settings.Topic}' in the group '{group}' at {settings.Bootstrap} is at checkpoint {found.Offset}, but checkpoint "
                + $"{inherited.LastMarker} was confirmed: the offsets of the group were changed, or the brokers went back to an older state. "
                + $"Set the offset of partition 0 back to {inherited.LastMarker} with the same metadata, or start the job anew.");
    }

    /// <summary>Refuses to go on beside output that a life does not explain: it would be written again.</summary>
    /// <param name="subtask">Whose marker is read.</param>
    /// <param name="life">The life of the job.</param>
    /// <param name="restored">The checkpoint that is restored, 0 on a first start.</param>
    /// <exception cref="KafkaConnectorException">There is such output.</exception>
    public void Explain(int subtask, JobLife life, long restored)
    {
        var group = names.Group(subtask);
        if (!life.IsKnown || Read(group) is not { } found || !Guid.TryParseExact(found.Metadata, "N", out var identity) || life.Explains(identity, found.Offset, restored))
        {
            return;
        }

        throw new KafkaConnectorException(
            $"The topic '{settings.Topic}' at {settings.Bootstrap} holds output of this sink up to checkpoint {found.Offset} "
            + (identity == life.Identity
                ? $"of this job, which continues from checkpoint {restored}: its store is a copy, or older than the output. "
                : "that another life of the job has written, of which this store knows nothing: the store was lost, or another one is used. ")
            + "The same records would be written again. Continue with the store (the data directory) that wrote them, write into another topic, or, where they may stand there twice, "
            + $"delete the group '{group}' and those of the other subtasks.");
    }

    private (long Offset, string Metadata)? Read(string group)
    {
        using var client = KafkaClient.CreateConsumer(
            ClientConfig.Merge(
                settings.Bootstrap,
                new Dictionary<string, string>(),
                settings.Properties,
                new Dictionary<string, string>
                {
                    ["group.id"] = group,
                    ["enable.auto.commit"] = "false",
                    // Waits for what a transaction has written and not decided yet.
                    ["isolation.level"] = "read_committed",
                }),
            new ClientEvents(settings.Bootstrap, settings.Notify));
        return new ClusterQueries(client, settings.Cancellation).Committed(new KafkaPartition(settings.Topic, 0));
    }

    private long OnMissing(SinkState inherited, string group)
    {
        if (inherited.Unconfirmed.Count == 0)
        {
            return inherited.LastMarker;
        }

        var last = inherited.Unconfirmed[^1].CheckpointId;
        var what = $"the marker of the sink for '{settings.Topic}' in the group '{group}' at {settings.Bootstrap}";
        switch (onLost)
        {
            case KafkaLostMarker.WritesAgain:
                settings.Notify(KafkaNotices.MarkerLost.With($"Lost is {what}; the records up to checkpoint {last} are written again, as LostMarker says, and may be there twice."));
                return inherited.LastMarker;
            case KafkaLostMarker.Discards:
                settings.Notify(KafkaNotices.MarkerLost.With($"Lost is {what}; the records up to checkpoint {last} are not written again, as LostMarker says, and may be missing."));
                return last;
            default:
                throw new KafkaConnectorException(
                    $"Lost is {what}: the group was deleted, or its offsets expired (offsets.retention.minutes of the brokers) while the job was down. Whether the "
                    + $"records of {string.Join(", ", inherited.Unconfirmed.Select(e => $"checkpoint {e.CheckpointId}"))} are in the topic cannot be known any more. Look whether they are, and set LostMarker "
                    + "of the sink for one start: WritesAgain where they are missing, Discards where they are there.");
        }
    }
}
