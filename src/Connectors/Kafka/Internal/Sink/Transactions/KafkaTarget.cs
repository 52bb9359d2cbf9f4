using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.KillPoints;
using AkkaStreamProc.Operators.Sinks;
using AkkaStreamProc.Shared;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Sink.Transactions;

/// <summary>A topic as the target of a transactional sink.</summary>
/// <remarks>
/// <para>
/// A subtask has three transactional ids. Epochs take two of them in turn, because one epoch is written while the one
/// before it waits for its checkpoint. The third settles what has lost its transaction (<see cref="Settlement"/>). On a
/// restore all three are fenced before a marker is read.
/// </para>
/// <para>
/// Records keep their order within a partition, so an epoch is in a transaction only while every uncommitted epoch before
/// it is: where both slots are taken (checkpoints were aborted) a new epoch has its outbox only, and where a transaction
/// was lost the later ones are aborted before its epoch is settled. As soon as what is before them is committed, epochs
/// enter a transaction with all they have.
/// </para>
/// </remarks>
internal sealed class KafkaTarget<T> : ITransactionalTarget<T>
{
    /// <summary>A marker older than this is renewed before the next epoch, so that brokers never forget it while the job runs.</summary>
    private static readonly TimeSpan MarkerAge = TimeSpan.FromHours(1);

    private readonly KafkaSinkOptions<T> _options;
    private readonly ISubtaskContext _context;
    private readonly TransactionSettings _settings;
    private readonly SinkNames _names;
    private readonly Settlement _settlement;
    private readonly List<KafkaEpoch<T>> _epochs = [];
    private long _bufferedBytes;
    private readonly List<TransactionSlot> _slots = [];
    private long _restored;
    private long _marker;
    // By the stopwatch of the job: the wall clock may be set.
    private long? _markedAt;
    private bool _hasAskedForCheckpoint;

    public KafkaTarget(KafkaSinkOptions<T> options, ISubtaskContext context, CancellationToken cancellation)
    {
        _options = options;
        _context = context;
        var topic = TopicCheck.Run(options, context, cancellation);
        _settings = SinkConfig.Transactions(options, context, new BatchBound(topic.Settings.BatchSize), cancellation);
        _names = new SinkNames(context.JobName, context.OperatorName);
        Encoder = new RecordEncoder<T>(options, topic);
        Refusals = new Refusals<T>(options, context);
        _settlement = new Settlement(_settings, _names, new MarkerStore(_settings, _names, options.LostMarker), Refusals.Report);
    }

    public RecordEncoder<T> Encoder { get; }

    public Refusals<T> Refusals { get; }

    public long NowMs => _context.Time.GetUtcNow().ToUnixTimeMilliseconds();

    public long BufferedBytes => Volatile.Read(ref _bufferedBytes);

    public void CountBytes(long bytes) => _context.CountBytes(bytes);

    public void Fence(IReadOnlyList<int> subtasks, long checkpointId)
    {
        _restored = checkpointId;
        // The clients are created first and connect while the first of them waits for its answer.
        _slots.AddRange(Enumerable.Range(0, SinkNames.Alternating)
            .Select(number => new TransactionSlot(_names.TransactionalId(_context.SubtaskIndex, number), _settings)));
        var others = new List<TransactionalProducer>();
        try
        {
            others.AddRange(subtasks
                .SelectMany(subtask => Enumerable.Range(0, SinkNames.Ids)
                    .Where(number => subtask != _context.SubtaskIndex || number == SinkNames.Settling)
                    .Select(number => _names.TransactionalId(subtask, number)))
                .Select(id => new TransactionalProducer(id, _settings)));
            _slots.ForEach(slot => slot.Fence());
            others.ForEach(producer => producer.Fence());
        }
        finally
        {
            others.ForEach(producer => producer.Dispose());
        }
    }

    public void Found(SinkLife life, long checkpointId)
    {
        _settlement.Explain(life.Subtask, _context.Life, _restored);
        _settlement.Mark(new Marker(life, checkpointId));
        OnMarked(checkpointId);
    }

    public void Settle(SinkState inherited)
    {
        _settlement.Explain(inherited.Life.Subtask, _context.Life, _restored);
        _settlement.Settle(inherited);
        if (inherited.Life.Subtask == _context.SubtaskIndex)
        {
            OnMarked(inherited.Unconfirmed.Count > 0 ? inherited.Unconfirmed[^1].CheckpointId : inherited.LastMarker);
        }
    }

    public ITransactionalEpoch<T> Begin(SinkLife life)
    {
        if (_markedAt is not { } marked || _context.Time.GetElapsedTime(marked) > MarkerAge)
        {
            RenewMarker(life);
        }

        var epoch = new KafkaEpoch<T>(this, life);
        _epochs.Add(epoch);
        EnterTransactions();
        _hasAskedForCheckpoint = false;
        return epoch;
    }

    public void Dispose()
    {
        var slots = _slots.ToList();
        _slots.Clear();
        Closing.All(slots.Select<TransactionSlot, Action>(slot => slot.Dispose));
    }

    public string GroupOf(SinkLife life) => _names.Group(life.Subtask);

    /// <summary>Commits the oldest epoch from its outbox. However long the brokers are away.</summary>
    public void MakeUpFor(SinkLife life, PreparedEpoch epoch, string? loss)
    {
        if (loss is not null)
        {
            _context.Notify(KafkaNotices.TransactionLost.With(
                $"The transaction of an epoch for '{_options.Topic}' was lost; its records are written again from the outbox unless they were committed: {loss}."));
        }

        _epochs.ForEach(e => e.Leave());
        KillSwitch.Pass(KillPoint.LossResolved);
        _settlement.SettleOwn(new SinkState(life, _marker, [epoch]));
    }

    /// <summary>Finds out which records are refused for themselves, in their order.</summary>
    public IReadOnlyList<Suspect> FindRefused(SinkLife life, IReadOnlyList<Suspect> suspects) => _settlement.FindRefused(life.Subtask, suspects);

    /// <summary>Makes later batches smaller, because one was refused none of whose records is.</summary>
    public void HalveBatches() => _settings.Batches.Halve();

    /// <summary>Lets epochs whose predecessors are all in a transaction enter one, as far as there are free slots.</summary>
    public void EnterTransactions()
    {
        foreach (var epoch in _epochs.SkipWhile(e => e.IsInTransaction))
        {
            if (epoch.HasSlot || _slots.Find(s => s.IsFree) is not { } slot || !slot.TryTake())
            {
                return;
            }

            epoch.Enter(slot);
        }
    }

    public void OnCommitted(KafkaEpoch<T> epoch, long checkpointId)
    {
        OnMarked(checkpointId);
        OnDiscarded(epoch);
        EnterTransactions();
    }

    public void OnDiscarded(KafkaEpoch<T> epoch)
    {
        _epochs.Remove(epoch);
        Volatile.Write(ref _bufferedBytes, _epochs.Sum(e => e.OutboxBytes));
    }

    /// <summary>Keeps the outboxes below their bound.</summary>
    /// <exception cref="KafkaConnectorException">They are above it.</exception>
    public void OnGrown()
    {
        var bytes = _epochs.Sum(e => e.OutboxBytes);
        Volatile.Write(ref _bufferedBytes, bytes);
        if (bytes > _options.MaxOutboxBytes)
        {
            throw new KafkaConnectorException(
                $"The sink for the Kafka topic '{_options.Topic}' holds {bytes} compressed bytes that no completed checkpoint covers, more than MaxOutboxBytes "
                + $"({_options.MaxOutboxBytes}) allows. Take checkpoints more often, raise MaxOutboxBytes, or find out why checkpoints do not complete.")
            {
                IsTransient = true,
            };
        }

        if (bytes > _options.MaxOutboxBytes / 2 && !_hasAskedForCheckpoint)
        {
            _hasAskedForCheckpoint = true;
            _context.RequestCheckpoint();
        }
    }

    private void OnMarked(long checkpointId)
    {
        _marker = checkpointId;
        _markedAt = _context.Time.GetTimestamp();
    }

    /// <summary>Through a slot, because a newer attempt has fenced that: a late renewal must not set its marker back.</summary>
    private void RenewMarker(SinkLife life)
    {
        if (_slots.Find(s => s.IsFree) is not { } slot || !slot.TryTake())
        {
            return;
        }

        if (slot.TryCommit(GroupOf(life), new Marker(life, _marker)))
        {
            OnMarked(_marker);
        }

        slot.Release();
    }
}
