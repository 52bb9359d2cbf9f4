using System.Diagnostics;
using AkkaStreamProc.Connectors.Kafka.Internal.Client;
using AkkaStreamProc.Connectors.Kafka.Internal.Native;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Source;

/// <summary>Publishes positions as the committed offsets of the client's group: for tools that show the lag, and for <see cref="KafkaStart.AtGroupOffsets"/>. Used on the worker only.</summary>
/// <remarks>
/// One commit is under way at a time: of two, librdkafka may send the later one first where it does not know the coordinator
/// of the group yet, and the group would stay at the older positions. While one is under way, only the newest positions wait.
/// </remarks>
internal sealed unsafe class OffsetPublication
{
    private readonly KafkaClient _client;
    private IReadOnlyList<SourceSplit>? _waiting;
    private bool _isUnderWay;

    public OffsetPublication(KafkaClient client)
    {
        _client = client;
        client.Events.Committed = OnCommitted;
    }

    /// <summary>Publishes positions without waiting, those that wait are out of date.</summary>
    public void Publish(IReadOnlyList<SourceSplit> splits)
    {
        _client.Poll(0);
        if (_isUnderWay)
        {
            _waiting = splits;
        }
        else
        {
            Send(splits);
        }
    }

    /// <summary>Waits until all is published, for a limited time: a client that is closed takes with it what it has not sent.</summary>
    public void Finish(TimeSpan patience)
    {
        var clock = Stopwatch.StartNew();
        while (_isUnderWay && !_client.Events.Availability.IsAway && patience - clock.Elapsed is var rest && rest > TimeSpan.Zero)
        {
            _client.Poll((int)Math.Ceiling(rest.TotalMilliseconds));
        }
    }

    private void Send(IReadOnlyList<SourceSplit> splits)
    {
        using var list = new PartitionList();
        foreach (var split in splits)
        {
            list.Add(SplitIds.Partition(split), ((OffsetSplit)split).Position);
        }

        _isUnderWay = true;
        var error = LibRdKafka.rd_kafka_commit(_client.Handle, list.Pointer, isAsync: 1);
        if (error != Confluent.Kafka.ErrorCode.NoError)
        {
            _client.Events.OnCommitted(error);
        }
    }

    private void OnCommitted()
    {
        _isUnderWay = false;
        if (_waiting is { } splits)
        {
            _waiting = null;
            Send(splits);
        }
    }
}
