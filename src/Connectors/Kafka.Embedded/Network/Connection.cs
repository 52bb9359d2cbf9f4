using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using AkkaStreamProc.Connectors.Kafka.Embedded.Apis;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Network;

/// <summary>
/// Serves one client: one request after the other, each answered before the next is read, which keeps the order the protocol asks for.
/// Requests sent ahead wait in the socket, so a client that does not read its answers holds up only itself.
/// </summary>
internal sealed class Connection(Socket socket, Broker broker, ApiTable apis, Transport transport, EmbeddedKafkaFaults faults)
{
    private readonly ClientSession _session = new((socket.RemoteEndPoint as IPEndPoint)?.Address.ToString() ?? "");
    private readonly AnswerBudget _budget = new(faults);

    /// <summary>Runs until the client leaves, sends what is not the protocol, or the broker stops. Never throws; the socket stays the caller's.</summary>
    public async Task ServeAsync(CancellationToken cancellation)
    {
        try
        {
            socket.NoDelay = true;
            Stream stream = await transport.OpenAsync(socket, cancellation).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                await ServeAsync(stream, cancellation).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The client or the broker has gone.
        }
        catch (AuthenticationException exception)
        {
            broker.Report($"A connection was closed because TLS could not be agreed upon: {exception.Message}");
        }
        catch (UnsupportedRequestException exception)
        {
            broker.ReportOnce(exception.Kind, $"A connection was closed because it asks for what is not there: {exception.Message}");
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

    private async Task ServeAsync(Stream stream, CancellationToken cancellation)
    {
        using var frames = new FrameReader(stream, broker.Options.MaxRequestBytes);
        using var response = new WireWriter();
        while (!_session.EndsAfterAnswer && await frames.ReadAsync(cancellation).ConfigureAwait(false) is { } frame)
        {
            var request = new WireReader(frame.Array!, frame.Offset, frame.Count) { Session = _session };
            if (await AnswerAsync(request, response, cancellation).ConfigureAwait(false) && !await SendAsync(stream, response.Complete(), cancellation).ConfigureAwait(false))
            {
                return;
            }
        }
    }

    private async ValueTask<bool> AnswerAsync(WireReader request, WireWriter response, CancellationToken cancellation)
    {
        var header = new RequestHeader(request.ReadInt16(), request.ReadInt16(), request.ReadInt32());
        Api api = apis.Find(header.ApiKey) ?? throw Unsupported(request, header, $"request {header.ApiKey}, which is not known.");
        if (!api.Supports(header.ApiVersion))
        {
            AnswerUnsupportedVersion(api, request, header, response);
            return true;
        }

        if (broker.Options.Users is not null && _session.User is null && !IsOpenToAnybody(api.Key))
        {
            throw new WireFormatException($"It sends {api.Key} without having authenticated.");
        }

        _session.ClientId = request.ReadNullableString() ?? ""; // No version of the header writes it compactly.
        bool flexible = api.IsFlexible(header.ApiVersion);
        request.Flexible = flexible;
        request.SkipTags();
        BeginResponse(header, flexible && api is not ApiVersionsApi, response);
        response.Flexible = flexible;
        response.ForcedError = faults.TakeError(api.Key);
        bool answers = await api.AnswerAsync(header.ApiVersion, request, response, cancellation).ConfigureAwait(false);
        await faults.DelayAsync(api.Key, cancellation).ConfigureAwait(false);
        return answers;
    }

    private static bool IsOpenToAnybody(ApiKey key) => key is ApiKey.ApiVersions or ApiKey.SaslHandshake or ApiKey.SaslAuthenticate;

    /// <summary>Only the request that negotiates versions has an answer every client can read; of the others the client has been told the range.</summary>
    private static void AnswerUnsupportedVersion(Api api, WireReader request, RequestHeader header, WireWriter response)
    {
        if (api is not ApiVersionsApi versions)
        {
            throw Unsupported(request, header, $"version {header.ApiVersion} of {api.Key}; {api.MinVersion} to {api.MaxVersion} are supported.");
        }

        BeginResponse(header, taggedHeader: false, response);
        versions.AnswerUnsupportedVersion(response);
    }

    /// <summary>Clients that do not ask for versions first try again and again, and are reported once.</summary>
    private static UnsupportedRequestException Unsupported(WireReader request, RequestHeader header, string what) =>
        new($"{header.ApiKey}/{header.ApiVersion}", $"The client '{request.ReadNullableString()}' sends {what}");

    private static void BeginResponse(RequestHeader header, bool taggedHeader, WireWriter response)
    {
        response.Begin();
        response.WriteInt32(header.CorrelationId);
        response.Flexible = taggedHeader;
        response.WriteTags();
    }

    /// <summary>False where the connection ends with this, because the client has gone or a fault wants it so.</summary>
    private async ValueTask<bool> SendAsync(Stream stream, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        int allowed = _budget.Take(bytes.Length);
        try
        {
            await stream.WriteAsync(bytes[..allowed], cancellation).ConfigureAwait(false);
            return allowed == bytes.Length;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
