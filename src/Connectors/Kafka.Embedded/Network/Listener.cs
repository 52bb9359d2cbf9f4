using System.Net;
using System.Net.Sockets;
using AkkaStreamProc.Connectors.Kafka.Embedded.Apis;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Network;

/// <summary>Accepts connections on one port and serves each on its own; disposing of it drops them all.</summary>
internal sealed class Listener : IAsyncDisposable
{
    /// <summary>The system refuses for want of something, such as file handles; asking again at once would only burn time.</summary>
    private static readonly TimeSpan RestAfterRefusal = TimeSpan.FromMilliseconds(100);

    private readonly Broker _broker;
    private readonly ApiTable _apis;
    private readonly Transport _transport;
    private readonly EmbeddedKafkaFaults _faults;
    private readonly Socket _socket;
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<Socket, Task> _connections = [];
    private readonly Task _accepting;

    private Listener(Broker broker, Socket socket, EmbeddedKafkaFaults faults)
    {
        _broker = broker;
        _apis = new ApiTable(broker);
        _transport = new Transport(broker.Options.Certificate);
        _faults = faults;
        _socket = socket;
        Port = ((IPEndPoint)socket.LocalEndPoint!).Port;
        broker.Address = new NodeAddress(broker.Options.AdvertisedHost ?? broker.Options.Host, Port);
        _accepting = Task.Run(AcceptAsync);
    }

    public int Port { get; }

    /// <summary>Listens on the broker's host and <paramref name="port"/>.</summary>
    /// <exception cref="EmbeddedKafkaAddressException">The address is no address here, or the port is taken.</exception>
    public static Listener Open(Broker broker, int port, EmbeddedKafkaFaults faults)
    {
        string host = broker.Options.Host;
        Socket? socket = null;
        try
        {
            socket = Bind(host, port);
            socket.Listen();
            return new Listener(broker, socket, faults);
        }
        catch (SocketException exception)
        {
            socket?.Dispose();
            string reason = exception.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => $"Port {port} on {host} is in use. Stop what listens there, or choose another port (0 takes any free one).",
                SocketError.AccessDenied => $"Port {port} on {host} needs more rights than this process has. Choose a Port above 1023.",
                _ => $"{host}:{port} is not an address this machine can listen on: {exception.Message}. Choose another Host.",
            };
            throw new EmbeddedKafkaAddressException(reason, exception);
        }
    }

    /// <summary>Holds a port without listening: connections to it are refused, and the system gives it to nobody who asks for any free one.</summary>
    /// <returns>The socket that holds it, the caller's to dispose of; null where somebody else has the port already.</returns>
    public static Socket? Hold(string host, int port)
    {
        try
        {
            return Bind(host, port);
        }
        catch (SocketException)
        {
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        _socket.Dispose();
        await _accepting.ConfigureAwait(false);
        Task[] connections;
        lock (_connections)
        {
            connections = [.. _connections.Values];
        }

        await Task.WhenAll(connections).ConfigureAwait(false);
        _stop.Dispose();
    }

    private static Socket Bind(string host, int port)
    {
        IPAddress address = IPAddress.TryParse(host, out IPAddress? literal) ? literal : Dns.GetHostAddresses(host).OrderBy(found => found.AddressFamily != AddressFamily.InterNetwork).First();
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(address, port));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                Socket client = await _socket.AcceptAsync(_stop.Token).ConfigureAwait(false);
                Admit(client);
            }
            catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException exception)
            {
                _broker.Report($"A connection could not be accepted: {exception.Message}");
                await Task.Delay(RestAfterRefusal).ConfigureAwait(false);
            }
        }
    }

    private void Admit(Socket client)
    {
        if (_faults.RefusesConnections)
        {
            client.Dispose();
            return;
        }

        lock (_connections)
        {
            if (_connections.Count >= _broker.Options.MaxConnections)
            {
                _broker.Report($"A connection was closed at once: {_connections.Count} are being served, which is MaxConnections.");
                client.Dispose();
                return;
            }

            _connections.Add(client, Task.Run(() => ServeAsync(client)));
        }
    }

    private async Task ServeAsync(Socket client)
    {
        try
        {
            await new Connection(client, _broker, _apis, _transport, _faults).ServeAsync(_stop.Token).ConfigureAwait(false);
        }
        finally
        {
            // The place is free before the client can see that it has been closed.
            lock (_connections)
            {
                _connections.Remove(client);
            }

            client.Dispose();
        }
    }
}
