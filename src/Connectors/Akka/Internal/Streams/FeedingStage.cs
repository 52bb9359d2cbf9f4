using Akka.Streams;
using Akka.Streams.Stage;
using AkkaStreamProc.Operators.Batches;

namespace AkkaStreamProc.Connectors.Akka.Internal.Streams;

/// <summary>The beginning of a stream that gets the records of a job: emits one batch, then asks for the next.</summary>
internal sealed class FeedingStage<T>(GraphSinkWriter<T> writer, CancellationToken disposed) : GraphStage<SourceShape<T>>
{
    private readonly Outlet<T> _out = new("records");

    public override SourceShape<T> Shape => new(_out);

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this, writer, disposed);

    private sealed class Logic : OutGraphStageLogic
    {
        private readonly Outlet<T> _out;
        private readonly GraphSinkWriter<T> _writer;
        private readonly CancellationToken _disposed;
        private CancellationTokenRegistration _registration;
        private RecordBatch<T>? _batch;
        private int _next;
        private bool _isOver;

        public Logic(FeedingStage<T> stage, GraphSinkWriter<T> writer, CancellationToken disposed)
            : base(stage.Shape)
        {
            _out = stage._out;
            _writer = writer;
            _disposed = disposed;
            SetHandler(_out, this);
        }

        public override void PreStart()
        {
            _writer.OnOpened(GetAsyncCallback<RecordBatch<T>>(OnBatch));
            _registration = _disposed.Register(GetAsyncCallback(() =>
            {
                _isOver = true;
                CompleteStage();
            }));
        }

        public override void OnPull()
        {
            if (_batch is { } batch)
            {
                Push(_out, batch.Values[_next++]);
                if (_next == batch.Count)
                {
                    _batch = null;
                    _writer.OnTaken(batch.Count);
                    batch.Return();
                }
            }
        }

        public override void OnDownstreamFinish(Exception cause)
        {
            _isOver = true;
            _writer.OnEnded(cause is SubscriptionWithCancelException.NonFailureCancellation ? null : cause);
            base.OnDownstreamFinish(cause);
        }

        public override void PostStop()
        {
            _registration.Dispose();
            if (!_isOver)
            {
                _writer.OnEnded(new AbruptStageTerminationException(this));
            }
        }

        private void OnBatch(RecordBatch<T> batch)
        {
            if (batch.Count == 0)
            {
                batch.Return();
                return;
            }

            _batch = batch;
            _next = 0;
            if (IsAvailable(_out))
            {
                OnPull();
            }
        }
    }
}
