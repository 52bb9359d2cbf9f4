using Akka.Streams;
using Akka.Streams.Stage;
using AkkaStreamProc.Operators.Batches;

namespace AkkaStreamProc.Connectors.Akka.Internal.Streams;

/// <summary>The end of a stream that feeds a job: collects what comes into a batch and hands it over when it is asked to.</summary>
/// <remarks>While the batch is full nothing is pulled. A batch is handed over however small, so none is waited for.</remarks>
internal sealed class BatchingStage<T>(GraphSourceReader<T> reader, int buffer, CancellationToken disposed) : GraphStage<SinkShape<T>>
{
    private readonly Inlet<T> _in = new("records");

    public override SinkShape<T> Shape => new(_in);

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this, reader, buffer, disposed);

    private sealed class Logic : InGraphStageLogic
    {
        private readonly Inlet<T> _in;
        private readonly GraphSourceReader<T> _reader;
        private readonly int _buffer;
        private readonly CancellationToken _disposed;
        private CancellationTokenRegistration _registration;
        private RecordBatch<T>? _batch;
        private bool _isRequested;
        private bool _isOver;

        public Logic(BatchingStage<T> stage, GraphSourceReader<T> reader, int buffer, CancellationToken disposed)
            : base(stage.Shape)
        {
            _in = stage._in;
            _reader = reader;
            _buffer = buffer;
            _disposed = disposed;
            SetHandler(_in, this);
        }

        public override void PreStart()
        {
            _reader.OnOpened(GetAsyncCallback(OnRequested));
            _registration = _disposed.Register(GetAsyncCallback(() =>
            {
                _isOver = true;
                CompleteStage();
            }));
            Pull(_in);
        }

        public override void OnPush()
        {
            _batch ??= RecordBatch<T>.Rent(_buffer);
            _batch.Append(Grab(_in), RecordBatch.NoTimestamp);
            HandOverIfRequested();
            PullIfRoom();
        }

        public override void OnUpstreamFinish()
        {
            _isOver = true;
            if (_batch is { } last)
            {
                _reader.OnBatch(last);
            }

            _reader.OnCompleted();
            CompleteStage();
        }

        public override void OnUpstreamFailure(Exception e)
        {
            _isOver = true;
            _reader.OnFailed(e);
            FailStage(e);
        }

        public override void PostStop()
        {
            _registration.Dispose();
            if (!_isOver)
            {
                _reader.OnFailed(new AbruptStageTerminationException(this));
            }
        }

        private void OnRequested()
        {
            _isRequested = true;
            HandOverIfRequested();
            PullIfRoom();
        }

        private void HandOverIfRequested()
        {
            if (_isRequested && _batch is { } batch)
            {
                _isRequested = false;
                _batch = null;
                _reader.OnBatch(batch);
            }
        }

        private void PullIfRoom()
        {
            if ((_batch?.Count ?? 0) < _buffer && !HasBeenPulled(_in) && !IsClosed(_in))
            {
                Pull(_in);
            }
        }
    }
}
