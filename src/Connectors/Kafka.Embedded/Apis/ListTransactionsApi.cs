using AkkaStreamProc.Connectors.Kafka.Embedded.Transactions;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Apis;

/// <summary>Lists the transactional ids, all or those in certain states, of certain producers, or with transactions open for long.</summary>
internal sealed class ListTransactionsApi(Broker broker) : ImmediateApi(ApiKey.ListTransactions, 0, 1, flexibleFrom: 0)
{
    private static readonly Dictionary<string, TransactionState> States = Enum.GetValues<TransactionState>().ToDictionary(state => state.ToString(), StringComparer.Ordinal);

    protected override void Answer(short version, WireReader request, WireWriter response)
    {
        List<string> names = [];
        for (int left = request.ReadArrayLength(); left > 0; left--)
        {
            names.Add(request.ReadString());
        }

        HashSet<long> producers = [];
        for (int left = request.ReadArrayLength(); left > 0; left--)
        {
            producers.Add(request.ReadInt64());
        }

        long durationMs = version >= 1 ? request.ReadInt64() : -1;
        string[] unknown = [.. names.Where(name => !States.ContainsKey(name))];
        long nowMs = broker.Options.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds();
        TransactionMetadata[] found =
        [
            .. broker.Transactions.All
                .Where(state => names.Count == 0 || names.Contains(state.State.ToString()))
                .Where(state => producers.Count == 0 || producers.Contains(state.ProducerId))
                .Where(state => durationMs < 0 || (state.StartedMs >= 0 && nowMs - state.StartedMs > durationMs))
                .OrderBy(state => state.TransactionalId, StringComparer.Ordinal),
        ];
        Write(unknown, found, response);
    }

    private static void Write(string[] unknown, TransactionMetadata[] found, WireWriter response)
    {
        response.WriteInt32(0);
        response.WriteError(ErrorCode.None);
        response.WriteArrayLength(unknown.Length);
        foreach (string name in unknown)
        {
            response.WriteString(name);
        }

        response.WriteArrayLength(found.Length);
        foreach (TransactionMetadata state in found)
        {
            response.WriteString(state.TransactionalId);
            response.WriteInt64(state.ProducerId);
            response.WriteString(state.State.ToString());
            response.WriteTags();
        }

        response.WriteTags();
    }
}
