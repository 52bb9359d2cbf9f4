using System.Security.Cryptography;
using System.Text;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Apis;

/// <summary>Checks a user's name and password, sent as PLAIN has it (RFC 4616). Who fails is told so, and the connection ends.</summary>
internal sealed class SaslAuthenticateApi(EmbeddedKafkaOptions options) : ImmediateApi(ApiKey.SaslAuthenticate, 0, 2, flexibleFrom: 2)
{
    protected override void Answer(short version, WireReader request, WireWriter response)
    {
        byte[] token = request.ReadBytes();
        bool agreed = request.Session.SaslMechanism is not null;
        request.Session.User = agreed ? Authenticate(token) : null;
        bool failed = request.Session.User is null;
        request.Session.EndsAfterAnswer = failed;
        response.WriteError(!agreed ? ErrorCode.IllegalSaslState : failed ? ErrorCode.SaslAuthenticationFailed : ErrorCode.None);
        response.WriteString(!agreed ? "A SaslHandshake goes first." : failed ? "Authentication failed: unknown user or wrong password." : null);
        response.WriteBytes([]);
        if (version >= 1)
        {
            response.WriteInt64(0); // The session lasts as long as the connection.
        }

        response.WriteTags();
    }

    /// <summary>The user of a token (authorization identity, NUL, name, NUL, password); null where it proves nothing.</summary>
    private string? Authenticate(byte[] token)
    {
        string[] parts = Encoding.UTF8.GetString(token).Split('\0');
        return parts is [var identity, var name, var password]
            && (identity.Length == 0 || identity == name)
            && options.Users?.TryGetValue(name, out string? expected) == true
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(password), Encoding.UTF8.GetBytes(expected))
            ? name
            : null;
    }
}
