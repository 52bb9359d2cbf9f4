using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Confluent.Kafka;

namespace AkkaStreamProc.Host.Chaos.Records;

/// <summary>Asks brokers for the transactions of the job under test that are neither committed nor aborted; each coordinates some.</summary>
/// <remarks>By hand, version 0 of ListTransactions (KIP-664), because the client library has no call for it.</remarks>
internal static class OpenTransactions
{
    private const short ListTransactions = 66;

    /// <summary>How its transactional ids begin; the brokers may have others.</summary>
    private const string Prefix = "sequence-check.";

    /// <summary>The coordinator that has just started still reads its log.</summary>
    private const short CoordinatorLoadInProgress = 14;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private static readonly string[] Settled = ["Empty", "CompleteCommit", "CompleteAbort", "Dead"];

    /// <returns>The transactional ids with their states.</returns>
    public static async Task<IReadOnlyList<string>> ListAsync(string bootstrap)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = bootstrap }).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        var brokers = admin.GetMetadata(Patience).Brokers;
        var open = new List<string>();
        foreach (var broker in brokers)
        {
            open.AddRange(await ListPatientlyAsync(broker.Host, broker.Port).ConfigureAwait(false));
        }

        return open;
    }

    /// <summary>Asks a broker that may be about to start, as long as the patience lasts.</summary>
    private static async Task<List<string>> ListPatientlyAsync(string host, int port)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (true)
        {
            string obstacle;
            try
            {
                if (await ListAsync(host, port).ConfigureAwait(false) is { } open)
                {
                    return open;
                }

                obstacle = "its coordinator is still loading";
            }
            catch (Exception e) when (e is SocketException or IOException)
            {
                obstacle = e.Message;
            }

            if (TimeProvider.System.GetElapsedTime(begun) > Patience)
            {
                throw HostException.Unavailable($"The broker at {host}:{port} does not list its transactions: {obstacle}.");
            }

            await Task.Delay(Pause).ConfigureAwait(false);
        }
    }

    /// <returns>Null while the broker cannot know.</returns>
    private static async Task<List<string>?> ListAsync(string host, int port)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(host, port).ConfigureAwait(false);
        var stream = client.GetStream();
        await stream.WriteAsync(Request()).ConfigureAwait(false);
        var length = new byte[4];
        await stream.ReadExactlyAsync(length).ConfigureAwait(false);
        var answer = new byte[BinaryPrimitives.ReadInt32BigEndian(length)];
        await stream.ReadExactlyAsync(answer).ConfigureAwait(false);
        return Parse(answer);
    }

    private static byte[] Request()
    {
        // Length, api key, version, correlation id, no client id, no tags; no filters of states or producers, no tags.
        var request = new byte[18];
        BinaryPrimitives.WriteInt32BigEndian(request, request.Length - 4);
        BinaryPrimitives.WriteInt16BigEndian(request.AsSpan(4), ListTransactions);
        BinaryPrimitives.WriteInt16BigEndian(request.AsSpan(12), -1);
        request[15] = 1;
        request[16] = 1;
        return request;
    }

    private static List<string>? Parse(ReadOnlySpan<byte> answer)
    {
        // Correlation id, tags, throttle time.
        var rest = answer[9..];
        var error = BinaryPrimitives.ReadInt16BigEndian(rest);
        if (error == CoordinatorLoadInProgress)
        {
            return null;
        }

        if (error != 0)
        {
            throw HostException.Unavailable($"The broker does not list its transactions: error {error}.");
        }

        rest = rest[2..];
        for (var unknown = Number(ref rest) - 1; unknown > 0; unknown--)
        {
            Text(ref rest);
        }

        var open = new List<string>();
        for (var count = Number(ref rest) - 1; count > 0; count--)
        {
            var id = Text(ref rest);
            rest = rest[8..];
            var state = Text(ref rest);
            rest = rest[1..];
            if (id.StartsWith(Prefix, StringComparison.Ordinal) && !Settled.Contains(state))
            {
                open.Add($"{id} ({state})");
            }
        }

        return open;
    }

    private static string Text(ref ReadOnlySpan<byte> rest)
    {
        var length = Number(ref rest) - 1;
        var text = Encoding.UTF8.GetString(rest[..length]);
        rest = rest[length..];
        return text;
    }

    private static int Number(ref ReadOnlySpan<byte> rest)
    {
        for (var (value, shift) = (0, 0); ; shift += 7)
        {
            var part = rest[0];
            rest = rest[1..];
            value |= (part & 0x7f) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }
    }
}
