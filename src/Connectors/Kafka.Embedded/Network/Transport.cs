using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Network;

/// <summary>What connections speak beneath the protocol: TLS where the broker has a certificate, plain bytes otherwise.</summary>
internal sealed class Transport(X509Certificate2? certificate)
{
    // Building the certificate's chain must not ask other machines for the rest of it.
    private readonly SslServerAuthenticationOptions? _tls = certificate is null
        ? null
        : new SslServerAuthenticationOptions { ServerCertificateContext = SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true) };

    /// <summary>The bytes of a connection, agreed upon with the client; the socket stays the caller's.</summary>
    /// <exception cref="AuthenticationException">The client does not speak TLS, does not trust the certificate, or has gone.</exception>
    public async ValueTask<Stream> OpenAsync(Socket socket, CancellationToken cancellation)
    {
        var plain = new NetworkStream(socket, ownsSocket: false);
        if (_tls is null)
        {
            return plain;
        }

        var secure = new SslStream(plain);
        try
        {
            await secure.AuthenticateAsServerAsync(_tls, cancellation).ConfigureAwait(false);
            return secure;
        }
        catch (IOException exception)
        {
            await secure.DisposeAsync().ConfigureAwait(false);
            throw new AuthenticationException("The client has gone in the middle of it.", exception);
        }
        catch
        {
            await secure.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
