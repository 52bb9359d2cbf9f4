using AkkaStreamProc.Connectors.Kafka.Internal.Client;
using AkkaStreamProc.Connectors.Kafka.Internal.Sink.Transactions;
using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sinks;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Sink;

/// <summary>The subtask's side of a sink: passes batches to its worker, where they are encoded and produced in order.</summary>
/// <remarks>
/// At least once, an epoch is confirmed before it is prepared, so <see cref="Commit"/> finds its work done. Without a
/// guarantee nothing is waited for. There is nothing to restore but what the sink left behind while it promised exactly
/// once: that is settled as it was promised.
/// </remarks>
internal sealed class KafkaSinkWriter<T>(KafkaSinkOptions<T> options, ISubtaskContext context) : ISinkWriter<T>
{
    /// <summary>How many batches may wait for the worker: one in its hands, one to follow at once.</summary>
    private const int MaxWaitingBatches = 2;

    private readonly CancellationTokenSource _disposed = new();
    private KafkaClient? _client;
    private RecordProducer? _producer;
    private RecordEncoder<T>? _encoder;
    private TransactionalSinkWriter<T>? _former;
    private Action? _wake;
    private int _waitingBatches;
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

    public bool IsReady(Action wake)
    {
        if (_waitingBatches < MaxWaitingBatches)
        {
            return true;
        }

        _wake = wake;
        return false;
    }

    public void Write(RecordBatch<T> batch)
    {
        _waitingBatches++;
        OnWorker(() => Produce(batch), BatchWritten);
    }

    public void Prepare(long checkpointId, Action<ReadOnlyMemory<byte>> prepared) =>
        OnWorker(Flush, () => prepared(ReadOnlyMemory<byte>.Empty));

    public void Commit(long checkpointId, Action committed) => committed();

    public void Dispose()
    {
        _disposed.Cancel();
        _former?.Dispose();
        context.Worker.Post(Close);
    }

    private void BatchWritten()
    {
        _waitingBatches--;
        var wake = _wake;
        _wake = null;
        wake?.Invoke();
    }

    private void Open()
    {
        _client = KafkaClient.CreateProducer(SinkConfig.Create(options), new ClientEvents(options.Bootstrap, context.Notify));
        var partitionCount = new ClusterQueries(_client, _disposed.Token).PartitionCount(options.Topic);
        _producer = new RecordProducer(_client, options.Topic, _disposed.Token);
        _encoder = new RecordEncoder<T>(options, partitionCount);
    }

    private void Flush()
    {
        if (options.Guarantee == DeliveryGuarantee.AtLeastOnce)
        {
            _producer!.Flush();
        }
    }

    private void Produce(RecordBatch<T> batch)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            _producer!.Produce(_encoder!.Encode(batch.Values[i], batch.Timestamps[i]));
        }

        batch.Return();
        _producer!.Serve(0);
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
