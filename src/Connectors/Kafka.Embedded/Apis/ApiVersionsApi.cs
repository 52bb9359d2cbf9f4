using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Apis;

/// <summary>
/// Tells which requests and versions the broker knows; the first thing a client asks.
/// Its answer never has tagged fields in the header, and a version that is too new is answered in the layout of version 0,
/// so that a client of any age can read it.
/// </summary>
internal sealed class ApiVersionsApi(ApiTable table) : ImmediateApi(ApiKey.ApiVersions, 0, 3, flexibleFrom: 3)
{
    public void AnswerUnsupportedVersion(WireWriter response) => Write(0, ErrorCode.UnsupportedVersion, response);

    protected override void Answer(short version, WireReader request, WireWriter response) => Write(version, ErrorCode.None, response);

    private void Write(short version, ErrorCode error, WireWriter response)
    {
        response.WriteError(error);
        response.WriteArrayLength(table.All.Count);
        foreach (Api api in table.All)
        {
            response.WriteInt16((short)api.Key);
            response.WriteInt16(api.MinVersion);
            response.WriteInt16(api.MaxVersion);
            response.WriteTags();
        }

        if (version >= 1)
        {
            response.WriteInt32(0);
        }

        response.WriteTags();
    }
}
