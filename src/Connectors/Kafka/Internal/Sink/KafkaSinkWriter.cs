using AkkaStreamProc.Connectors.Kafka.Internal.Client;
using AkkaStreamProc.Connectors.Kafka.Internal.Sink.Outboxes;
using AkkaStreamProc.Connectors.Kafka.Internal.Sink.Transactions;
using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sinks;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Sink;

/// <summary>The subtask's side of a sink: passes batches to its worker, where they are encoded and produced in order.</summary>
/// <remarks>
/// At least once, an epoch is confirmed before it is prepared, so <see cref="Commit"/> finds its work done. Without a
/// guarantee the answers of the brokers are waited for a moment only, so that what they refuse is told where they answer.
/// There is nothing to restore but what the sink left behind while it promised exactly
/// once: that is settled as it was promised.
/// </remarks>
internal sealed class KafkaSinkWriter<T>(KafkaSinkOptions<T> options, ISubtaskContext context) : ISinkWriter<T>
{
    /// <summary>How many batches may wait for the worker: one in its hands, one to follow at once.</summary>
    private const int MaxWaitingBatches = 2;

    /// <summary>How long a sink without a guarantee waits for answers at a barrier and at the end.</summary>
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _disposed = new();
    private readonly Refusals<T> _refusals = new(options, context);
    private KafkaClient? _client;
    private RecordProducer? _producer;
    private RecordEncoder<T>? _encoder;
    private TransactionalSinkWriter<T>? _former;
    private int _waitingBatches;
    private readonly Dictionary<long, (T Record, long Timestamp)>? _kept = context.ErrorPolicy == ErrorPolicy.Divert ? [] : null;
    private long _lastTag;
    private bool _isOver;

    public void Restore(long checkpointId, IReadOnlyList<ReadOnlyMemory<byte>> states, Action restored)
    {
        if (states.All(state => state.IsEmpty))
        {
            OnWorker(Open, restored);
            return;
        }

        var former = new TransactionalSinkWriter<T>(context, cancellation => new KafkaTarget<T>(options, context, cancellation));
        former.Restore(checkpointId, states, () =>
        {
            former.Dispose();
            _former = null;
            OnWorker(Open, restored);
        });
        _former = former;
    }

    public bool IsReady => _waitingBatches < MaxWaitingBatches;

    public void Write(RecordBatch<T> batch)
    {
        _waitingBatches++;
        OnWorker(() => Produce(batch), () => _waitingBatches--);
    }

    public void Drain(Action drained) => OnWorker(Flush, drained);

    public void Prepare(long checkpointId, Action<ReadOnlyMemory<byte>> prepared) =>
        OnWorker(Flush, () => prepared(ReadOnlyMemory<byte>.Empty));

    public void Commit(long checkpointId, Action committed) => committed();

    public void Dispose()
    {
        _disposed.Cancel();
        _former?.Dispose();
        context.Worker.Post(Close);
    }

    private void Open()
    {
        var topic = TopicCheck.Run(options, context, _disposed.Token);
        _client = KafkaClient.CreateProducer(
            SinkConfig.Create(options, topic.Settings.BatchSize),
            new ClientEvents(options.Bootstrap, context.Notify) { Rights = SinkConfig.Rights(options, context) });
        _producer = new RecordProducer(_client, options.Topic, _disposed.Token);
        _encoder = new RecordEncoder<T>(options, topic);
    }

    private void Flush()
    {
        var isAnswered = _producer!.TryFlush(Limit);
        SettleRefusals();
        if (isAnswered)
        {
            _kept?.Clear();
        }
    }

    private TimeSpan Limit => options.Guarantee == DeliveryGuarantee.None ? AnswerLimit : Timeout.InfiniteTimeSpan;

    private void Produce(RecordBatch<T> batch)
    {
        var now = context.Time.GetUtcNow().ToUnixTimeMilliseconds();
        var bytes = 0L;
        for (var i = 0; i < batch.Count; i++)
        {
            if (!_encoder!.TryEncode(batch.Values[i], batch.Timestamps[i], now, _refusals, out var record))
            {
                continue;
            }

            bytes += record.Key.Length + record.Value.Length;
            _producer!.Produce(record, ++_lastTag);
            _kept?.Add(_lastTag, (batch.Values[i], batch.Timestamps[i]));
        }

        batch.Return();
        context.CountBytes(bytes);
        _producer!.Serve(0);
        SettleRefusals();
    }

    /// <summary>Writes again what was not taken because of others of its batch, and reports the others.</summary>
    private void SettleRefusals()
    {
        while (_client!.Events.HasSuspects && _producer!.TryFlush(Limit))
        {
            foreach (var refused in RefusalSearch.Run(_client.Events.TakeSuspects(), TryWrite))
            {
                if (_kept?.Remove(refused.Tag, out var kept) == true)
                {
                    _refusals.Report(kept.Record, kept.Timestamp, refused.Reason, encoded: refused.Value);
                }
                else
                {
                    _refusals.Report(refused);
                }
            }
        }
    }

    private IReadOnlyList<Suspect> TryWrite(IReadOnlyList<Suspect> suspects)
    {
        var headers = new KafkaHeaderWriter();
        foreach (var suspect in suspects)
        {
            ReadOnlySpan<byte> bytes = suspect.Bytes;
            _producer!.Produce(OutboxRecord.Read(ref bytes, headers), suspect.Tag);
        }

        _producer!.TryFlush(Limit);
        return _client!.Events.TakeSuspects();
    }

    private void Close()
    {
        _isOver = true;
        _producer?.Abandon();
        _producer = null;
        _client?.Dispose();
        _client = null;
    }

    // After a failure nothing more is done: an epoch that lacks a record must not be prepared.
    private void OnWorker(Action step, Action done) => context.Worker.Post(() =>
    {
        if (_isOver)
        {
            return;
        }

        try
        {
            step();
        }
        catch (OperationCanceledException) when (_disposed.IsCancellationRequested)
        {
            Close();
            return;
        }
        catch
        {
            Close();
            throw;
        }

        context.Post(done);
    });
}
