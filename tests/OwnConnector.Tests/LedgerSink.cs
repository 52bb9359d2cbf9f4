using System.Text.Json;
using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sinks;

namespace AkkaStreamProc.OwnConnector.Tests;

/// <summary>Enters what a subtask writes between two barriers into the book of a ledger, as one page, once.</summary>
internal sealed class LedgerSink(Ledger ledger) : ISink<string>
{
    public string Description => "ledger";

    public DeliveryGuarantee Guarantee => DeliveryGuarantee.ExactlyOnce;

    public ISinkWriter<string> CreateWriter(ISubtaskContext context) =>
        new TransactionalSinkWriter<string>(context, _ => new Target(ledger, context.Life));

    private sealed class Target(Ledger ledger, JobLife life) : ITransactionalTarget<string>
    {
        private long _restored;

        public void Fence(IReadOnlyList<int> subtasks, long checkpointId)
        {
            _restored = checkpointId;
            foreach (var subtask in subtasks)
            {
                ledger.TakeOver(subtask, this);
            }
        }

        public void Found(SinkLife output, long checkpointId)
        {
            Explain(output.Subtask);
            ledger.Enter(output, checkpointId, [], this);
        }

        public void Settle(SinkState inherited)
        {
            Explain(inherited.Life.Subtask);
            if (ledger.MarkerOf(inherited.Life.Subtask) is not { } marker || marker.Identity != inherited.Life.Identity || marker.CheckpointId < inherited.LastMarker)
            {
                throw new StreamProcessingException($"The book does not say how far subtask {inherited.Life.Subtask} has come. Start anew with a book of its own.");
            }

            foreach (var epoch in inherited.Unconfirmed)
            {
                ledger.Enter(inherited.Life, epoch.CheckpointId, JsonSerializer.Deserialize<string[]>(epoch.Prepared.Span)!, this);
            }
        }

        public ITransactionalEpoch<string> Begin(SinkLife output) => new Page(ledger, this, output);

        public void Dispose()
        {
        }

        private void Explain(int subtask)
        {
            if (life.IsKnown && ledger.MarkerOf(subtask) is { } marker && !life.Explains(marker.Identity, marker.CheckpointId, _restored))
            {
                throw new StreamProcessingException($"The book has pages of subtask {subtask} that this job did not write, or would write again.");
            }
        }
    }

    private sealed class Page : ITransactionalEpoch<string>
    {
        private readonly Ledger _ledger;
        private readonly object _owner;
        private readonly SinkLife _output;
        private readonly List<string> _entries = [];
        private long _checkpointId;

        public Page(Ledger ledger, object owner, SinkLife output)
        {
            (_ledger, _owner, _output) = (ledger, owner, output);
            _ledger.Open(this, output.Subtask);
        }

        public void Write(RecordBatch<string> batch) => _entries.AddRange(batch.Values);

        public ReadOnlyMemory<byte> Prepare(long checkpointId)
        {
            _checkpointId = checkpointId;
            return JsonSerializer.SerializeToUtf8Bytes(_entries);
        }

        public void Commit()
        {
            _ledger.Enter(_output, _checkpointId, _entries, _owner);
            _ledger.Close(this);
        }

        public void Discard() => _ledger.Close(this);
    }
}
