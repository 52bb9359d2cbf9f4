using AkkaStreamProc.Operators.Execution;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Client;

/// <summary>Says once that the brokers are away, and once that they are back.</summary>
internal sealed class BrokerAvailability(string bootstrap, Action<Notice> notify)
{
    public bool IsAway { get; private set; }

    /// <summary>Whether a broker has answered, ever.</summary>
    public bool HasEverAnswered { get; private set; }

    public void Lost(string reason)
    {
        if (IsAway)
        {
            return;
        }

        IsAway = true;
        notify(KafkaNotices.BrokersAway.With($"Kafka at {bootstrap} cannot be reached and is tried again until it is back. {reason}"));
    }

    public void Reached()
    {
        HasEverAnswered = true;
        if (!IsAway)
        {
            return;
        }

        IsAway = false;
        notify(KafkaNotices.BrokersBack.With($"Kafka at {bootstrap} can be reached again."));
    }
}
