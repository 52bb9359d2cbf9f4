namespace AkkaStreamProc.Connectors.Kafka.Embedded.Network;

/// <summary>How many bytes one connection may still send before a fault cuts it.</summary>
internal sealed class AnswerBudget(EmbeddedKafkaFaults faults)
{
    private ConnectionCut? _cut;
    private long _sent;

    /// <summary>How much of an answer goes out; less than all of it where the connection is to be cut after that.</summary>
    public int Take(int bytes)
    {
        ConnectionCut? cut = faults.Cut;
        if (!ReferenceEquals(cut, _cut))
        {
            _cut = cut;
            _sent = 0;
        }

        if (cut is null)
        {
            return bytes;
        }

        int allowed = (int)Math.Min(bytes, cut.AfterBytes - _sent);
        _sent += allowed;
        return allowed;
    }
}
