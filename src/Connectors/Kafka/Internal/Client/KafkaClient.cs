using System.Runtime.InteropServices;
using AkkaStreamProc.Connectors.Kafka.Internal.Native;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Client;

/// <summary>One librdkafka client and its handles on topics. Created, used and disposed on one worker.</summary>
internal sealed unsafe class KafkaClient : IDisposable
{
    private const int ErrorTextSize = 512;

    private readonly Dictionary<string, nint> _topics = new(StringComparer.Ordinal);
    private GCHandle _events;

    private KafkaClient(ClientEvents events)
    {
        Events = events;
        _events = GCHandle.Alloc(events);
    }

    public nint Handle { get; private set; }

    public ClientEvents Events { get; }

    public static KafkaClient CreateConsumer(IReadOnlyDictionary<string, string> config, ClientEvents events) =>
        Create(LibRdKafka.Consumer, config, events);

    public static KafkaClient CreateProducer(IReadOnlyDictionary<string, string> config, ClientEvents events) =>
        Create(LibRdKafka.Producer, config, events);

    /// <summary>The client's handle on a topic, made on first use. The topic need not exist.</summary>
    public nint Topic(string name)
    {
        if (!_topics.TryGetValue(name, out var topic))
        {
            topic = LibRdKafka.rd_kafka_topic_new(Handle, name, 0);
            if (topic == 0)
            {
                throw new KafkaConnectorException(
                    $"Kafka does not take '{name}' for the name of a topic: {NativeText.Of(LibRdKafka.rd_kafka_last_error())}.");
            }

            _topics.Add(name, topic);
        }

        return topic;
    }

    /// <summary>Serves the callbacks into <see cref="Events"/>, waiting for the first of them.</summary>
    public void Poll(int timeoutMs) => LibRdKafka.rd_kafka_poll(Handle, timeoutMs);

    public void Dispose()
    {
        foreach (var topic in _topics.Values)
        {
            LibRdKafka.rd_kafka_topic_destroy(topic);
        }

        _topics.Clear();
        if (Handle != 0)
        {
            LibRdKafka.rd_kafka_destroy_flags(Handle, LibRdKafka.DestroyWithoutConsumerClose);
            Handle = 0;
        }

        if (_events.IsAllocated)
        {
            _events.Free();
        }
    }

    private static KafkaClient Create(int type, IReadOnlyDictionary<string, string> config, ClientEvents events)
    {
        NativeLibraryResolver.EnsureLoaded();
        var client = new KafkaClient(events);
        try
        {
            client.Open(type, config);
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    private void Open(int type, IReadOnlyDictionary<string, string> config)
    {
        var error = stackalloc byte[ErrorTextSize];
        var conf = LibRdKafka.rd_kafka_conf_new();
        try
        {
            foreach (var (name, value) in config)
            {
                if (LibRdKafka.rd_kafka_conf_set(conf, name, value, error, ErrorTextSize) != 0)
                {
                    throw new KafkaConnectorException($"The Kafka client does not take the property '{name}': {NativeText.Read(error)}");
                }
            }

            ClientCallbacks.Register(conf, _events);
            if (type == LibRdKafka.Producer)
            {
                ClientCallbacks.RegisterDeliveries(conf);
            }

            // What matters arrives as an event; the log of the library is for who asks for it.
            if (!config.ContainsKey("debug"))
            {
                LibRdKafka.rd_kafka_conf_set_log_cb(conf, null);
            }

            Handle = LibRdKafka.rd_kafka_new(type, conf, error, ErrorTextSize);
            if (Handle == 0)
            {
                throw new KafkaConnectorException(
                    $"The Kafka client for {Events.Bootstrap} could not be created: {NativeText.Read(error)} Check the properties.");
            }

            conf = 0;
        }
        finally
        {
            if (conf != 0)
            {
                LibRdKafka.rd_kafka_conf_destroy(conf);
            }
        }
    }
}
