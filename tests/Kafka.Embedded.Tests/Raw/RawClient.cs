using System.Buffers.Binary;
using System.Net.Sockets;
using AkkaStreamProc.Connectors.Kafka.Embedded;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Kafka.Embedded.Tests.Raw;

/// <summary>Speaks the protocol frame by frame, for what librdkafka would never send.</summary>
internal sealed class RawClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly Socket _socket;
    private int _correlation;

    private RawClient(Socket socket) => _socket = socket;

    public static async Task<RawClient> ConnectAsync(EmbeddedKafka kafka)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync("127.0.0.1", kafka.Port);
        return new RawClient(socket);
    }

    /// <summary>Sends a request and reads its answer up to the body.</summary>
    public async Task<WireReader> CallAsync(ApiKey key, short version, short flexibleFrom, Action<WireWriter> body)
    {
        int correlation = await SendAsync(key, version, flexibleFrom, body);
        return await ReceiveAsync(correlation, version >= flexibleFrom, taggedHeader: key != ApiKey.ApiVersions);
    }

    /// <summary>Sends a request without waiting for the answer; returns its correlation id.</summary>
    public async Task<int> SendAsync(ApiKey key, short version, short flexibleFrom, Action<WireWriter> body)
    {
        using var writer = new WireWriter();
        writer.Begin();
        writer.WriteInt16((short)key);
        writer.WriteInt16(version);
        writer.WriteInt32(++_correlation);
        writer.WriteString("specs");
        writer.Flexible = version >= flexibleFrom;
        writer.WriteTags();
        body(writer);
        await SendBytesAsync(writer.Complete());
        return _correlation;
    }

    public async Task SendBytesAsync(ReadOnlyMemory<byte> bytes) => await _socket.SendAsync(bytes);

    /// <summary>Reads the next answer and checks that it is the one expected.</summary>
    public async Task<WireReader> ReceiveAsync(int correlation, bool flexible, bool taggedHeader = true)
    {
        using var patience = new CancellationTokenSource(Patience);
        byte[] prefix = await ReadAsync(4, patience.Token);
        int length = BinaryPrimitives.ReadInt32BigEndian(prefix);
        var reader = new WireReader(await ReadAsync(length, patience.Token), 0, length);
        reader.ReadInt32().ShouldBe(correlation);
        reader.Flexible = flexible && taggedHeader;
        reader.SkipTags();
        reader.Flexible = flexible;
        return reader;
    }

    /// <summary>Waits until the broker has closed the connection.</summary>
    /// <returns>How many bytes have come before.</returns>
    public async Task<int> ShouldBeClosedAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        var rest = new byte[1024];
        int total = 0;
        try
        {
            int count;
            while ((count = await _socket.ReceiveAsync(rest, patience.Token)) > 0)
            {
                total += count;
            }
        }
        catch (SocketException)
        {
            // Reset is closed, too.
        }

        return total;
    }

    public void Dispose() => _socket.Dispose();

    private async Task<byte[]> ReadAsync(int count, CancellationToken cancellation)
    {
        var bytes = new byte[count];
        for (int done = 0; done < count;)
        {
            int read = await _socket.ReceiveAsync(bytes.AsMemory(done), cancellation);
            read.ShouldBeGreaterThan(0, "the broker closed the connection instead of answering");
            done += read;
        }

        return bytes;
    }
}
