using AkkaStreamProc.Connectors.Kafka.Internal.Native;
using Confluent.Kafka;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Client;

/// <summary>What a client reports besides its answers. All on the worker, from within <see cref="KafkaClient.Poll"/>.</summary>
/// <param name="bootstrap">The brokers, for messages.</param>
/// <param name="notify">Tells the operator of the job.</param>
/// <param name="isTransactional">
/// Whether all is written in transactions, which can be written again: then what does not refuse the records themselves
/// is a <see cref="Loss"/> and no failure.
/// </param>
internal sealed class ClientEvents(string bootstrap, Action<string> notify, bool isTransactional = false)
{
    private string _lastReason = "";
    private bool _isCommitRefused;
    private KafkaConnectorException? _failure;

    public string Bootstrap { get; } = bootstrap;

    /// <summary>Why the transaction at hand can only be given up, or <see langword="null"/>.</summary>
    public string? Loss { get; private set; }

    public BrokerAvailability Availability { get; } = new(bootstrap, notify);

    /// <summary>Throws what makes the client useless, if anything has.</summary>
    public void ThrowIfFailed()
    {
        if (_failure is not null)
        {
            throw _failure;
        }
    }

    public void OnError(ErrorCode code, string reason)
    {
        if (code == ErrorCode.Local_AllBrokersDown)
        {
            Availability.Lost(_lastReason.Length > 0 ? _lastReason : reason);
        }
        else if (code.IsRefusal)
        {
            _failure ??= new KafkaConnectorException(
                $"Kafka at {Bootstrap} refuses the connection: {reason} "
                + "Check security.protocol, the credentials and the certificates in the properties of the source or sink.");
        }
        else
        {
            _lastReason = reason;
        }
    }

    public void OnFatalError(string reason)
    {
        if (isTransactional)
        {
            OnLoss(reason);
        }
        else
        {
            _failure ??= new KafkaConnectorException($"The Kafka client of {Bootstrap} cannot go on: {reason}") { IsTransient = true };
        }
    }

    public void OnLoss(string reason) => Loss ??= reason;

    /// <summary>A record was not written, for good.</summary>
    public void OnDeliveryFailed(string topic, int partition, ErrorCode code, string reason)
    {
        if (isTransactional && !code.IsRefusalOfRecord)
        {
            if (code is ErrorCode.Local_PurgeQueue or ErrorCode.Local_PurgeInflight)
            {
                // Given up on purpose.
                return;
            }

            OnLoss($"{NativeText.Of(code)} ({reason})");
            return;
        }

        var advice = code.IsUnknownTopic
            ? " Create the topic, or the partition that the sink selects."
            : code == ErrorCode.MsgSizeTooLarge ? " Raise max.message.bytes of the topic." : "";
        _failure ??= new KafkaConnectorException(
            $"A record could not be written to {topic}/{partition} at {Bootstrap}: {NativeText.Of(code)} ({reason}).{advice}");
    }

    /// <summary>An offset commit is over. It only serves monitoring, so a refusal is said once and changes nothing.</summary>
    public void OnCommitted(ErrorCode code)
    {
        if (code is ErrorCode.NoError or ErrorCode.Local_NoOffset)
        {
            _isCommitRefused = false;
        }
        else if (!code.IsTransient && !_isCommitRefused)
        {
            _isCommitRefused = true;
            notify($"Kafka at {Bootstrap} does not take the offsets for monitoring: {NativeText.Of(code)}. The job goes on.");
        }
    }
}
