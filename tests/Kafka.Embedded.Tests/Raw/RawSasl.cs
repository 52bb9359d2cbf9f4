using System.Text;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Kafka.Embedded.Tests.Raw;

internal static class RawSasl
{
    /// <summary>Asks for a mechanism; answers with the error and what the broker offers.</summary>
    public static async Task<(ErrorCode Error, string[] Mechanisms)> HandshakeAsync(this RawClient client, string mechanism)
    {
        WireReader answer = await client.CallAsync(ApiKey.SaslHandshake, 1, short.MaxValue, writer => writer.WriteString(mechanism));
        return ((ErrorCode)answer.ReadInt16(), answer.ReadStringArray());
    }

    public static async Task<ErrorCode> AuthenticateAsync(this RawClient client, string token)
    {
        WireReader answer = await client.CallAsync(ApiKey.SaslAuthenticate, 2, 2, writer =>
        {
            writer.WriteBytes(Encoding.UTF8.GetBytes(token));
            writer.WriteTags();
        });
        return (ErrorCode)answer.ReadInt16();
    }
}
