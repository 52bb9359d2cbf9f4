using AkkaStreamProc.Connectors.Kafka.Internal.Client;
using AkkaStreamProc.Connectors.Kafka.Internal.Native;
using AkkaStreamProc.Operators.KillPoints;
using Confluent.Kafka;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Sink.Transactions;

/// <summary>One client with a transactional id of its own. Blocks; for the worker.</summary>
/// <remarks>
/// A transaction that can only be aborted is a loss, which is an answer and no exception: the client is then of no use
/// any more, and a new one under the same id finds out what became of it. Every call is made in short pieces that the
/// library resumes, so that disposing the sink waits for a broker no longer than for the answer to one request
/// (<c>socket.timeout.ms</c>).
/// </remarks>
internal sealed class TransactionalProducer : IDisposable
{
    private const int CallMs = 1000;
    private const int FirstPieceMs = 1;
    private const int AbortMs = 2000;
    private const int PauseMs = 100;

    /// <summary>How many calls may run out of time before it is said why: the first one includes the connection.</summary>
    private const int WaitsSaid = 3;

    private readonly TransactionSettings _settings;
    private readonly KafkaClient _client;
    private readonly RecordProducer _records;
    private bool _isOpen;
    private bool _hasSaidWhy;
    private int _waits;

    public TransactionalProducer(string transactionalId, TransactionSettings settings)
    {
        Id = transactionalId;
        _settings = settings;
        _client = KafkaClient.CreateProducer(
            settings.ConfigOf(transactionalId), new ClientEvents(settings.Bootstrap, settings.Notify, isTransactional: true) { Rights = settings.Rights });
        _records = new RecordProducer(_client, settings.Topic, settings.Cancellation);
    }

    public string Id { get; }

    /// <summary>Why the transaction at hand can only be aborted, or <see langword="null"/>.</summary>
    public string? Loss => _client.Events.Loss;

    /// <summary>Whether the transaction was lost because the brokers refuse a record of it.</summary>
    public bool HasSuspects => _client.Events.HasSuspects;

    /// <summary>Takes the records that were not taken.</summary>
    public IReadOnlyList<Suspect> TakeSuspects() => _client.Events.TakeSuspects();

    /// <summary>
    /// Aborts what an earlier producer of the id left open, waits for what it is committing, and locks it out. However
    /// long the brokers are away.
    /// </summary>
    public void Fence()
    {
        while (!TryFence())
        {
        }
    }

    /// <summary>Tries for a second to do what <see cref="Fence"/> does.</summary>
    public bool TryFence()
    {
        var call = Call(() => LibRdKafka.rd_kafka_init_transactions(_client.Handle, CallMs));
        if (call.IsDone || call.IsRetriable)
        {
            return call.IsDone;
        }

        throw call.Code == ErrorCode.InvalidTransactionTimeout
            ? new KafkaConnectorException(
                $"The brokers at {_settings.Bootstrap} do not allow a transaction to last {_settings.TransactionTimeout.TotalSeconds} s, as TransactionTimeout "
                + $"of the sink for '{_settings.Topic}' says. Lower it, or raise transaction.max.timeout.ms of the brokers (15 minutes unless set).")
            : Failure("begin with transactions", call);
    }

    /// <summary>Begins a transaction; at the brokers it begins with its first record.</summary>
    public void Begin()
    {
        if (Call(() => LibRdKafka.rd_kafka_begin_transaction(_client.Handle)) is { IsDone: false } call)
        {
            _client.Events.OnLoss(call.Reason);
        }

        _isOpen = Loss is null;
    }

    public void Produce(EncodedRecord record, long tag) => _records.Produce(record, tag);

    public void Serve() => _records.Serve(0);

    /// <summary>Waits until the brokers have every record, or the transaction is lost.</summary>
    public void Flush() => _records.Flush();

    /// <summary>Commits the transaction together with a marker.</summary>
    /// <returns>Whether it is committed. Otherwise it may be or not, which the marker tells after another producer has fenced this one.</returns>
    public unsafe bool TryCommit(string group, Marker marker)
    {
        using var offsets = new PartitionList();
        offsets.Add(new KafkaPartition(_settings.Topic, 0), marker.CheckpointId, marker.Metadata);
        var metadata = LibRdKafka.rd_kafka_consumer_group_metadata_new(group);
        try
        {
            return Persist(() => LibRdKafka.rd_kafka_send_offsets_to_transaction(_client.Handle, offsets.Pointer, metadata, CallMs))
                && Persist(Commit)
                && Close();
        }
        finally
        {
            LibRdKafka.rd_kafka_consumer_group_metadata_destroy(metadata);
        }
    }

    /// <summary>Aborts the transaction, if the brokers answer soon.</summary>
    public void Abort()
    {
        if (!_isOpen)
        {
            return;
        }

        _isOpen = false;
        var call = TransactionCall.Of(LibRdKafka.rd_kafka_abort_transaction(_client.Handle, AbortMs));
        _client.Poll(0);
        if (!call.IsDone)
        {
            _client.Events.OnLoss(call.Reason);
        }
    }

    /// <summary>Marks the client as being of no use any more.</summary>
    public void GiveUp(string reason) => _client.Events.OnLoss(reason);

    public void Dispose()
    {
        Abort();
        _records.Abandon();
        _client.Dispose();
    }

    private nint Commit()
    {
        KillSwitch.Pass(KillPoint.MarkerSent);
        if (KillSwitch.IsSetTo(KillPoint.CommitSent))
        {
            var error = LibRdKafka.rd_kafka_commit_transaction(_client.Handle, FirstPieceMs);
            KillSwitch.Pass(KillPoint.CommitSent);
            return error;
        }

        return LibRdKafka.rd_kafka_commit_transaction(_client.Handle, CallMs);
    }

    private bool Close()
    {
        _isOpen = false;
        return true;
    }

    private bool Persist(Func<nint> step)
    {
        while (Loss is null)
        {
            var call = Call(step);
            if (call.IsDone)
            {
                return true;
            }

            if (call.Code.IsRefusal)
            {
                throw Failure("commit a transaction", call);
            }

            if (!call.IsRetriable)
            {
                _client.Events.OnLoss(call.Reason);
            }
        }

        return false;
    }

    private TransactionCall Call(Func<nint> step)
    {
        _settings.Cancellation.ThrowIfCancellationRequested();
        var call = TransactionCall.Of(step());
        _client.Poll(0);
        _client.Events.ThrowIfFailed();
        if (call.IsDone)
        {
            _hasSaidWhy = false;
            _client.Events.Availability.Reached();
        }
        else if (call.IsRetriable)
        {
            SayWhy(call);
            _client.Poll(PauseMs);
        }

        return call;
    }

    /// <summary>Tells brokers that are away from brokers that are there and not done with something yet.</summary>
    private void SayWhy(TransactionCall call)
    {
        if (_hasSaidWhy || _client.Events.Availability.IsAway)
        {
            return;
        }

        if (new AdminQueries(_client).TryDescribe(_settings.Topic, withOperations: false, CallMs, out _) != ErrorCode.NoError)
        {
            _client.Events.OnAway($"{call.Reason}.");
            return;
        }

        if (++_waits < WaitsSaid)
        {
            return;
        }

        _hasSaidWhy = true;
        _settings.Notify(KafkaNotices.TransactionWaits.With(
            $"The brokers at {_settings.Bootstrap} are still busy with an earlier transaction of '{Id}', most likely that of the attempt before, or their "
            + $"coordinator is about to change. The sink for '{_settings.Topic}' waits until they are done ({call.Reason})."));
    }

    private KafkaConnectorException Failure(string what, TransactionCall call) => new(
        $"The sink for the Kafka topic '{_settings.Topic}' cannot {what} as '{Id}' at {_settings.Bootstrap}: {call.Reason}. "
        + _settings.Rights.For(call.Code))
    {
        IsTransient = !call.Code.IsRefusal,
    };
}
