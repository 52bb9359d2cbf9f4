using AkkaStreamProc.Connectors.Kafka.Internal.Native;
using AkkaStreamProc.Connectors.Kafka.Internal.Sink;
using AkkaStreamProc.Operators.Execution;
using Confluent.Kafka;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Client;

/// <summary>What a client reports besides its answers. All on the worker, from within <see cref="KafkaClient.Poll"/>.</summary>
/// <param name="bootstrap">The brokers, for messages.</param>
/// <param name="notify">Tells the operator of the job.</param>
/// <param name="isTransactional">
/// Whether all is written in transactions, which can be written again: then what does not refuse the records themselves
/// is a <see cref="Loss"/> and no failure.
/// </param>
internal sealed class ClientEvents(string bootstrap, Action<Notice> notify, bool isTransactional = false)
{
    private const string LikelyCause =
        " Most likely its listener wants TLS or a login: check security.protocol (SSL, SASL_PLAINTEXT or SASL_SSL) and the credentials in the properties.";

    /// <summary>How many connections that end without an answer, before there ever was one, are no chance.</summary>
    private const int SuspiciousEnds = 2;

    private string _lastReason = "";
    private int _ends;
    private bool _isCommitRefused;
    private readonly List<Suspect> _suspects = [];
    private KafkaConnectorException? _failure;

    public string Bootstrap { get; } = bootstrap;

    /// <summary>What the client must be allowed to do.</summary>
    public RightHints? Rights { get; init; }

    /// <summary>The error and, where it tells of a missing right, which one it is and how to grant it.</summary>
    public string Explain(ErrorCode code) => Rights?.For(code) is { Length: > 0 } hint ? $"{NativeText.Of(code)}. {hint}" : $"{NativeText.Of(code)}.";

    /// <summary>Why the transaction at hand can only be aborted, or <see langword="null"/>.</summary>
    public string? Loss { get; private set; }

    public BrokerAvailability Availability { get; } = new(bootstrap, notify);

    /// <summary>Told when an offset commit is over, whatever its outcome.</summary>
    public Action? Committed { get; set; }

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
            OnAway(_lastReason.Length > 0 ? _lastReason : reason);
        }
        else if (code.IsMissingRight)
        {
            _failure ??= new KafkaConnectorException($"Kafka at {Bootstrap} does not allow this client to go on: {Explain(code)}");
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
            if (code == ErrorCode.Local_Transport && reason.Contains("isconnected", StringComparison.Ordinal) && ++_ends == SuspiciousEnds)
            {
                OnAway(reason);
            }
        }
    }

    /// <summary>The brokers do not answer, for a reason.</summary>
    public void OnAway(string reason)
    {
        // A broker that is not there refuses the connection, and that would be the last reason.
        var hasNoOtherCause = _lastReason.Length == 0;
        Availability.Lost(
            Availability.HasEverAnswered ? reason
            : _ends > 0 ? $"It ends the connection at the first request ({reason}).{LikelyCause}"
            : hasNoOtherCause ? $"It has never answered ({reason}).{LikelyCause}"
            : reason);
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

    /// <summary>Tells the operator of the job.</summary>
    public void Notify(Notice notice) => notify(notice);

    /// <summary>Whether records were not taken that <see cref="TakeSuspects"/> would tell.</summary>
    public bool HasSuspects => _suspects.Count > 0;

    /// <summary>Takes the records that were not taken, for themselves or because of others of their batches, in the order of their tags.</summary>
    public IReadOnlyList<Suspect> TakeSuspects()
    {
        Suspect[] taken = [.. _suspects.OrderBy(suspect => suspect.Tag)];
        _suspects.Clear();
        return taken;
    }

    /// <summary>The brokers, or the client for them, refuse a record or its batch for good.</summary>
    public void OnRefused(Suspect suspect)
    {
        _suspects.Add(suspect);
        if (isTransactional)
        {
            OnLoss($"the brokers refuse a record: {suspect.Reason}");
        }
    }

    /// <summary>A record was not written, for a reason that does not lie in the record.</summary>
    public void OnDeliveryFailed(string topic, int partition, ErrorCode code, string reason)
    {
        if (code is ErrorCode.Local_PurgeQueue or ErrorCode.Local_PurgeInflight)
        {
            // Let go of on purpose.
            return;
        }

        if (isTransactional && !code.IsUnknownTopic && !code.IsRefusal)
        {
            OnLoss($"{NativeText.Of(code)} ({reason})");
            return;
        }

        var advice = code.IsUnknownTopic ? "Create the topic, or the partition that the sink selects." : $"It said: {reason}.";
        _failure ??= new KafkaConnectorException($"A record could not be written to {topic}/{partition} at {Bootstrap}: {Explain(code)} {advice}");
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
            notify(KafkaNotices.OffsetsNotCommitted.With($"Kafka at {Bootstrap} does not take the offsets for monitoring: {NativeText.Of(code)}. The job goes on."));
        }

        Committed?.Invoke();
    }
}
