using AkkaStreamProc.Connectors.Kafka.Internal.Native;
using Confluent.Kafka;

namespace AkkaStreamProc.Connectors.Kafka;

/// <summary>The headers of one record, read on demand. Valid for the duration of the call only.</summary>
public readonly unsafe ref struct KafkaHeaders
{
    private readonly NativeMessage* _message;

    internal KafkaHeaders(NativeMessage* message) => _message = message;

    /// <summary>Finds the last header of a name, which is the one that counts where a name occurs twice.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">Its value; empty where the header has none.</param>
    public bool TryGet(string name, out ReadOnlySpan<byte> value)
    {
        value = default;
        var found = false;
        foreach (var header in this)
        {
            if (header.Name == name)
            {
                value = header.Value;
                found = true;
            }
        }

        return found;
    }

    /// <summary>Goes through the headers in their order.</summary>
    public Enumerator GetEnumerator() => new(_message);

    /// <summary>Goes through headers in their order.</summary>
    public ref struct Enumerator
    {
        private readonly nint _headers;
        private nuint _next;

        internal Enumerator(NativeMessage* message)
        {
            nint headers = 0;
            if (message is not null && LibRdKafka.rd_kafka_message_headers(message, &headers) == ErrorCode.NoError)
            {
                _headers = headers;
            }
        }

        /// <summary>The header at hand.</summary>
        public KafkaHeader Current { get; private set; }

        /// <summary>Moves to the next header.</summary>
        public bool MoveNext()
        {
            byte* name;
            byte* value;
            nuint size;
            if (_headers == 0 || LibRdKafka.rd_kafka_header_get_all(_headers, _next, &name, &value, &size) != ErrorCode.NoError)
            {
                return false;
            }

            _next++;
            Current = new KafkaHeader(NativeText.Read(name), new ReadOnlySpan<byte>(value, checked((int)size)));
            return true;
        }
    }
}
