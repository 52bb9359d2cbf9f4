using System.Net;
using System.Net.Sockets;
using AkkaStreamProc.Connectors.Kafka.Embedded.Apis;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Network;

/// <summary>
/// Serves one client: one request after the other, each answered before the next is read, which keeps the order the protocol asks for.
/// Requests sent ahead wait in the socket, so a client that does not read its answers holds up only itself.
/// </summary>
internal sealed class Connection(Socket socket, Broker broker, ApiTable apis)
{
    /// <summary>Runs until the client leaves, sends what is not the protocol, or the broker stops. Never throws; the socket stays the caller's.</summary>
    public async Task ServeAsync(CancellationToken cancellation)
    {
        using var frames = new FrameReader(socket, broker.Options.MaxRequestBytes);
        using var response = new WireWriter();
        var session = new ClientSession((socket.RemoteEndPoint as IPEndPoint)?.Address.ToString() ?? "");
        try
        {
            socket.NoDelay = true;
            while (await frames.ReadAsync(cancellation).ConfigureAwait(false) is { } frame)
            {
                if (await AnswerAsync(new WireReader(frame.Array!, frame.Offset, frame.Count) { Session = session }, response, cancellation).ConfigureAwait(false))
                {
                    await SendAsync(response.Complete(), cancellation).ConfigureAwait(false);
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The client or the broker has gone.
        }
        catch (WireFormatException exception)
        {
            broker.Report($"A connection was closed because it does not speak the protocol: {exception.Message}");
        }
        catch (Exception exception)
        {
            broker.Report($"A connection was closed because its request failed: {exception}");
        }
    }

    private async ValueTask<bool> AnswerAsync(WireReader request, WireWriter response, CancellationToken cancellation)
    {
        var header = new RequestHeader(request.ReadInt16(), request.ReadInt16(), request.ReadInt32());
        Api api = apis.Find(header.ApiKey) ?? throw new WireFormatException($"Request {header.ApiKey} is not known.");
        if (!api.Supports(header.ApiVersion))
        {
            AnswerUnsupportedVersion(api, header, response);
            return true;
        }

        request.Session.ClientId = request.ReadNullableString() ?? ""; // No version of the header writes it compactly.
        bool flexible = api.IsFlexible(header.ApiVersion);
        request.Flexible = flexible;
        request.SkipTags();
        BeginResponse(header, flexible && api is not ApiVersionsApi, response);
        response.Flexible = flexible;
        return await api.AnswerAsync(header.ApiVersion, request, response, cancellation).ConfigureAwait(false);
    }

    /// <summary>Only the request that negotiates versions has an answer every client can read; of the others the client has been told the range.</summary>
    private static void AnswerUnsupportedVersion(Api api, RequestHeader header, WireWriter response)
    {
        if (api is not ApiVersionsApi versions)
        {
            throw new WireFormatException($"Version {header.ApiVersion} of {api.Key} is not supported; {api.MinVersion} to {api.MaxVersion} are.");
        }

        BeginResponse(header, taggedHeader: false, response);
        versions.AnswerUnsupportedVersion(response);
    }

    private static void BeginResponse(RequestHeader header, bool taggedHeader, WireWriter response)
    {
        response.Begin();
        response.WriteInt32(header.CorrelationId);
        response.Flexible = taggedHeader;
        response.WriteTags();
    }

    private async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[await socket.SendAsync(bytes, cancellation).ConfigureAwait(false)..];
        }
    }
}
