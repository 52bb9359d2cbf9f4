using System.Collections.Concurrent;
using AkkaStreamProc.Connectors.Kafka.Embedded.Groups;
using AkkaStreamProc.Connectors.Kafka.Embedded.Logs;
using AkkaStreamProc.Connectors.Kafka.Embedded.Producers;
using AkkaStreamProc.Connectors.Kafka.Embedded.Topics;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Transactions;

/// <summary>
/// Leads the transactions of all transactional ids. What to do is decided by <see cref="TransactionRules"/>, written to the log, and only then done:
/// whenever the process dies, the next start finds an undecided transaction open or carries a decided one to its end.
/// A transactional batch is appended while its transactional id is held, so none can come in behind the marker.
/// All members may be called from any thread; those that write throw <see cref="IOException"/> where the disk refuses, with nothing changed.
/// </summary>
internal sealed class TransactionCoordinator : IDisposable
{
    private static readonly TimeSpan RestAfterRefusal = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, TransactionEntry> _entries = new(StringComparer.Ordinal);
    private readonly TransactionLog _log;
    private readonly TransactionEnd _end;
    private readonly ProducerIdAllocator _producerIds;
    private readonly EmbeddedKafkaOptions _options;
    private volatile bool _closed;

    /// <summary>Takes up where the last life ended: decided transactions are carried out before anything else happens.</summary>
    /// <exception cref="EmbeddedKafkaDirectoryException">The transaction log is damaged.</exception>
    public TransactionCoordinator(string directory, TopicCatalog topics, OffsetStore offsets, ProducerIdAllocator producerIds, EmbeddedKafkaOptions options)
    {
        _producerIds = producerIds;
        _options = options;
        _log = new TransactionLog(directory, options.FlushPolicy == FlushPolicy.EveryAppend, Report);
        _end = new TransactionEnd(topics, offsets, _log.CoordinatorEpoch);
        try
        {
            Resume();
        }
        catch
        {
            Dispose(); // No timer of an attempt that failed may touch the files of the next.
            throw;
        }
    }

    /// <summary>The offsets that transactions have not committed yet.</summary>
    public PendingOffsets Pending { get; } = new();

    /// <summary>All transactional ids.</summary>
    public IEnumerable<TransactionMetadata> All => _entries.Keys.Select(Find).OfType<TransactionMetadata>();

    private long NowMs => _options.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>What is known of a transactional id; null when nothing.</summary>
    public TransactionMetadata? Find(string transactionalId)
    {
        if (!_entries.TryGetValue(transactionalId, out TransactionEntry? entry))
        {
            return null;
        }

        lock (entry.Gate)
        {
            return entry.State;
        }
    }

    /// <summary>Makes a producer the only one of its transactional id; what an earlier one left open is aborted first.</summary>
    /// <param name="transactionalId">The transactional id.</param>
    /// <param name="timeoutMs">How long its transactions may be open.</param>
    /// <param name="expected">Who the producer was until now, where it wants to go on; null for one that comes fresh.</param>
    public (ErrorCode Error, ProducerIdentity Producer) Initialize(string transactionalId, int timeoutMs, ProducerIdentity? expected)
    {
        if (transactionalId.Length == 0)
        {
            return (ErrorCode.InvalidRequest, default);
        }

        if (timeoutMs <= 0 || timeoutMs > _options.TransactionMaxTimeout.TotalMilliseconds)
        {
            return (ErrorCode.InvalidTransactionTimeout, default);
        }

        TransactionEntry entry = _entries.GetOrAdd(transactionalId, static _ => new TransactionEntry());
        lock (entry.Gate)
        {
            while (true)
            {
                TransactionDecision decision = entry.State is { } state
                    ? TransactionRules.Initialize(state, expected, timeoutMs, NowMs, state.IsEpochExhausted ? _producerIds.Next() : TransactionMetadata.NoProducerId)
                    : TransactionDecision.To(TransactionRules.Create(transactionalId, _producerIds.Next(), timeoutMs, NowMs));
                if (Take(entry, decision) is var error and not ErrorCode.None)
                {
                    return (error, default);
                }

                if (!decision.Next!.IsEnding)
                {
                    return (ErrorCode.None, decision.Next.Producer);
                }
            }
        }
    }

    /// <summary>Lets partitions, which exist, join the transaction.</summary>
    public ErrorCode AddPartitions(string transactionalId, ProducerIdentity producer, IReadOnlyCollection<TopicPartition> partitions) =>
        Decide(transactionalId, state => TransactionRules.AddPartitions(state, producer, partitions, NowMs));

    /// <summary>Lets a group join the transaction.</summary>
    public ErrorCode AddGroup(string transactionalId, ProducerIdentity producer, string group) =>
        Decide(transactionalId, state => TransactionRules.AddGroup(state, producer, group, NowMs));

    /// <summary>Keeps offsets to be committed with the transaction.</summary>
    public ErrorCode AddOffsets(string transactionalId, ProducerIdentity producer, string group, IReadOnlyCollection<CommittedOffset> offsets) =>
        Decide(transactionalId, state => TransactionRules.AddOffsets(state, producer, group, offsets, NowMs));

    /// <summary>Decides the transaction and carries it out. Once it is decided that is success, even where the disk makes the rest wait.</summary>
    public ErrorCode End(string transactionalId, ProducerIdentity producer, bool commit) =>
        transactionalId.Length == 0 ? ErrorCode.InvalidRequest : Decide(transactionalId, state => TransactionRules.End(state, producer, commit, NowMs));

    /// <summary>Appends a transactional batch where the producer's open transaction has the partition.</summary>
    public AppendResult Write(string transactionalId, ProducerIdentity producer, TopicPartition partition, Func<AppendResult> append)
    {
        if (!_entries.TryGetValue(transactionalId, out TransactionEntry? entry))
        {
            return AppendResult.Refused(ErrorCode.InvalidProducerIdMapping);
        }

        lock (entry.Gate)
        {
            ErrorCode error = TransactionRules.CheckWrite(entry.State, producer, partition);
            return error == ErrorCode.None ? append() : AppendResult.Refused(error);
        }
    }

    /// <summary>Drops the offsets that open transactions hold for a topic that is deleted.</summary>
    public void Forget(string topic)
    {
        foreach (TransactionEntry entry in _entries.Values)
        {
            lock (entry.Gate)
            {
                if (entry.State is { } state)
                {
                    Take(entry, TransactionRules.ForgetOffsets(state, topic, NowMs));
                }
            }
        }
    }

    /// <summary>Forgets transactional ids that have not been used for a while and have nothing open.</summary>
    public void Expire(TimeSpan maxAge)
    {
        long before = NowMs - (long)maxAge.TotalMilliseconds;
        foreach ((string transactionalId, TransactionEntry entry) in _entries)
        {
            lock (entry.Gate)
            {
                if (!_closed && entry.State is { } state && state.ChangedMs < before && state.State is TransactionState.Empty or TransactionState.CompleteCommit or TransactionState.CompleteAbort)
                {
                    _log.Forget(transactionalId);
                    entry.State = null;
                    entry.Timer?.Dispose();
                    entry.Timer = null;
                }
            }
        }
    }

    public void Dispose()
    {
        _closed = true;
        foreach (TransactionEntry entry in _entries.Values)
        {
            lock (entry.Gate)
            {
                entry.Timer?.Dispose();
            }
        }

        _log.Dispose();
    }

    private void Resume()
    {
        foreach (TransactionMetadata state in _log.States)
        {
            var entry = new TransactionEntry { State = state };
            _entries[state.TransactionalId] = entry;
            Pending.Replace(PendingOffsets.None, state.Offsets);
            lock (entry.Gate)
            {
                Advance(entry);
            }
        }

        _end.AbortOrphans(All, Report);
    }

    private ErrorCode Decide(string transactionalId, Func<TransactionMetadata?, TransactionDecision> decide)
    {
        if (!_entries.TryGetValue(transactionalId, out TransactionEntry? entry))
        {
            return decide(null).Error;
        }

        lock (entry.Gate)
        {
            return Take(entry, decide(entry.State));
        }
    }

    /// <summary>Records a decision and does what follows from it.</summary>
    private ErrorCode Take(TransactionEntry entry, TransactionDecision decision)
    {
        if (decision.Next is { } next)
        {
            Record(entry, next);
            if (next.IsEnding)
            {
                CarryOut(entry, again: false);
            }
            else
            {
                Watch(entry);
            }
        }

        return decision.Error;
    }

    /// <summary>Does what is due without anybody asking: abort what has been open for too long, go on with what is decided.</summary>
    private void Advance(TransactionEntry entry)
    {
        if (_closed || entry.State is not { } state)
        {
            return;
        }

        try
        {
            if (state.IsEnding)
            {
                CarryOut(entry, again: true);
            }
            else if (TransactionRules.Expire(state, NowMs) is { Next: not null } expired)
            {
                Take(entry, expired);
                Report($"The transaction of '{state.TransactionalId}' was open for more than {state.TimeoutMs} ms and has been aborted; its producer is fenced.");
            }
            else
            {
                Watch(entry);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Postpone(entry, exception);
        }
    }

    private void CarryOut(TransactionEntry entry, bool again)
    {
        TransactionMetadata decided = entry.State!;
        try
        {
            _end.Carry(decided, again);
            Record(entry, TransactionRules.Complete(decided, NowMs));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Postpone(entry, exception);
        }
    }

    private void Record(TransactionEntry entry, TransactionMetadata next)
    {
        _log.Write(next);
        Pending.Replace(entry.State?.Offsets ?? PendingOffsets.None, next.Offsets);
        entry.State = next;
    }

    private void Postpone(TransactionEntry entry, Exception exception)
    {
        Report($"The transaction of '{entry.State!.TransactionalId}' could not be brought to its end: {exception.Message} It will be tried again.");
        SetTimer(entry, RestAfterRefusal);
    }

    private void Watch(TransactionEntry entry)
    {
        if (entry.State is { State: TransactionState.Ongoing } open)
        {
            SetTimer(entry, TimeSpan.FromMilliseconds(Math.Max(open.StartedMs + open.TimeoutMs - NowMs, 0)));
        }
    }

    private void SetTimer(TransactionEntry entry, TimeSpan due)
    {
        entry.Timer ??= _options.TimeProvider.CreateTimer(_ => OnTimer(entry), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        entry.Timer.Change(due, Timeout.InfiniteTimeSpan);
    }

    private void OnTimer(TransactionEntry entry)
    {
        lock (entry.Gate)
        {
            Advance(entry);
        }
    }

    private void Report(string sentence) => _options.Report?.Invoke(sentence);
}
