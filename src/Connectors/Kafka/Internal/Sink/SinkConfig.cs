using System.Globalization;
using AkkaStreamProc.Connectors.Kafka.Internal.Client;
using AkkaStreamProc.Connectors.Kafka.Internal.Sink.Transactions;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sinks;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Sink;

/// <summary>The settings of a sink's client.</summary>
internal static class SinkConfig
{
    private static readonly TimeSpan MaxAnswerTimeout = TimeSpan.FromSeconds(10);

    public static void Validate<T>(KafkaSinkOptions<T> options)
    {
        if (string.IsNullOrWhiteSpace(options.Bootstrap) || string.IsNullOrWhiteSpace(options.Topic))
        {
            throw new KafkaConnectorException("A Kafka sink needs bootstrap servers (host:port, several separated by commas) and a topic.");
        }

        if (options.Takes == ChangelogMode.Upsert && (options.Key is null || options.IsTombstone is null))
        {
            throw new KafkaConnectorException(
                $"The Kafka sink for '{options.Topic}' takes upserts, so it needs a Key, by which rows replace each other, and IsTombstone, which tells those that are gone. {nameof(KafkaUpserts)}.{nameof(KafkaUpserts.Options)} sets both.");
        }

        if (options.MaxUnconfirmedBytes is < 1024 or > int.MaxValue * 1024L)
        {
            throw new KafkaConnectorException(
                $"MaxUnconfirmedBytes of the Kafka sink for '{options.Topic}' is {options.MaxUnconfirmedBytes}; it must be 1 KiB to 2 TiB.");
        }

        if (options.TransactionTimeout < TimeSpan.FromSeconds(1) || options.TransactionTimeout.TotalMilliseconds > int.MaxValue)
        {
            throw new KafkaConnectorException(
                $"TransactionTimeout of the Kafka sink for '{options.Topic}' is {options.TransactionTimeout}; it must be 1 s to 24 days.");
        }

        if (options.EventTimeHeader is { Length: 0 })
        {
            throw new KafkaConnectorException($"EventTimeHeader of the Kafka sink for '{options.Topic}' is empty; give the name of the header, or null for none.");
        }

        if (options.MaxOutboxBytes < 1)
        {
            throw new KafkaConnectorException($"MaxOutboxBytes of the Kafka sink for '{options.Topic}' is {options.MaxOutboxBytes}; it must be above 0.");
        }

        _ = Create(options);
    }

    /// <summary>What a sink must be allowed to do.</summary>
    public static RightHints Rights<T>(KafkaSinkOptions<T> options, ISubtaskContext context)
    {
        // The marker of an exactly-once sink is a committed offset of its own topic.
        var isExactlyOnce = options.Guarantee == DeliveryGuarantee.ExactlyOnce;
        return new RightHints(
            options.Bootstrap,
            RightHints.PrincipalOf(options.Properties),
            [options.Topic],
            isExactlyOnce ? [AclOperation.Write, AclOperation.Read, AclOperation.Describe] : [AclOperation.Write, AclOperation.Describe],
            isExactlyOnce ? new SinkNames(context.JobName, context.OperatorName).Prefix : null);
    }

    /// <summary>The settings of a client that asks and writes nothing.</summary>
    public static IReadOnlyDictionary<string, string> Observer<T>(KafkaSinkOptions<T> options) =>
        ClientConfig.Merge(options.Bootstrap, new Dictionary<string, string>(), options.Properties, new Dictionary<string, string>());

    /// <summary>The settings of a client without transactions.</summary>
    /// <param name="options">The options of the sink.</param>
    /// <param name="batchSize">How many bytes a batch may have, where the topic says so.</param>
    public static IReadOnlyDictionary<string, string> Create<T>(KafkaSinkOptions<T> options, int? batchSize = null)
    {
        var required = Common(options);
        required["message.timeout.ms"] = "0";
        required["enable.idempotence"] = options.Guarantee == DeliveryGuarantee.None ? "false" : "true";
        required["acks"] = options.Guarantee == DeliveryGuarantee.None ? "1" : "all";
        return Merge(options, required, DefaultsWith(batchSize));
    }

    /// <summary>What the clients of a transactional sink have in common.</summary>
    public static TransactionSettings Transactions<T>(
        KafkaSinkOptions<T> options, ISubtaskContext context, BatchBound batches, CancellationToken cancellation) => new(
        options.Bootstrap,
        options.Topic,
        options.TransactionTimeout,
        transactionalId =>
        {
            var required = Common(options);
            required["enable.idempotence"] = "true";
            required["acks"] = "all";
            required["transactional.id"] = transactionalId;
            required["transaction.timeout.ms"] = Milliseconds(options.TransactionTimeout);
            var defaults = DefaultsWith(batches.Size);
            defaults["socket.timeout.ms"] = Milliseconds(AnswerTimeout(options.TransactionTimeout));
            return Merge(options, required, defaults);
        },
        options.Properties,
        batches,
        Rights(options, context),
        context.Notify,
        cancellation);

    private static Dictionary<string, string> Common<T>(KafkaSinkOptions<T> options) => new()
    {
        ["delivery.report.only.error"] = "true",
        ["queue.buffering.max.messages"] = "0",
        ["queue.buffering.max.kbytes"] = (options.MaxUnconfirmedBytes / 1024).ToString(CultureInfo.InvariantCulture),
    };

    // A call that commits waits for its request, not for its own time-out: the request decides how soon an outage is
    // said and the sink can be disposed. The library wants it below the time-out of transactions.
    private static TimeSpan AnswerTimeout(TimeSpan transactionTimeout)
    {
        var below = transactionTimeout - TimeSpan.FromMilliseconds(100);
        return below < MaxAnswerTimeout ? below : MaxAnswerTimeout;
    }

    private static string Milliseconds(TimeSpan span) => ((int)span.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);

    private static IReadOnlyDictionary<string, string> Merge<T>(
        KafkaSinkOptions<T> options, Dictionary<string, string> required, Dictionary<string, string> defaults)
    {
        foreach (var alias in Reserved)
        {
            if (options.Properties.ContainsKey(alias))
            {
                throw new KafkaConnectorException($"The Kafka sink sets the property '{alias}' itself, because its promises rest on it. Remove it.");
            }
        }

        return ClientConfig.Merge(options.Bootstrap, defaults, options.Properties, required);
    }

    private static readonly string[] Reserved =
    [
        "request.required.acks", "message.timeout.ms", "delivery.timeout.ms", "retries", "message.send.max.retries",
        "transactional.id", "transaction.timeout.ms",
    ];

    private static Dictionary<string, string> DefaultsWith(int? batchSize)
    {
        var defaults = new Dictionary<string, string>(Defaults);
        if (batchSize is { } size)
        {
            defaults["batch.size"] = size.ToString(CultureInfo.InvariantCulture);
        }

        return defaults;
    }

    // How large a record may be is the topic's decision; the library need not know better. It waits for 5 ms for records that
    // could go with the first, which is longer than a result needs through the whole job; under load batches fill meanwhile anyway.
    private static readonly Dictionary<string, string> Defaults = new()
    {
        ["partitioner"] = "murmur2_random",
        ["message.max.bytes"] = "1000000000",
        ["linger.ms"] = "1",
        ["topic.metadata.propagation.max.ms"] = "5000",
    };
}
