using AkkaStreamProc.Bench.Measuring;
using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sinks;

namespace AkkaStreamProc.Bench.Processing;

/// <summary>Counts what it is given and adds a number of each up, so that results can be compared.</summary>
internal sealed class SummingSink<T>(Func<T, long> number) : ISink<T>
{
    private readonly Lock _gate = new();

    public string Description => "summing";

    public DeliveryGuarantee Guarantee => DeliveryGuarantee.None;

    public Outcome Outcome { get; private set; }

    /// <summary>The clocks as they stood when the last batch came.</summary>
    public Cost LastWrite { get; private set; }

    public ISinkWriter<T> CreateWriter(ISubtaskContext context) => new Writer(this);

    private void Add(RecordBatch<T> batch)
    {
        var sum = 0L;
        for (var i = 0; i < batch.Count; i++)
        {
            sum += number(batch.Values[i]);
        }

        lock (_gate)
        {
            Outcome = new Outcome(Outcome.Count + batch.Count, Outcome.Sum + sum);
            LastWrite = Cost.Now;
        }
    }

    private sealed class Writer(SummingSink<T> sink) : ISinkWriter<T>
    {
        public void Restore(long checkpointId, IReadOnlyList<ReadOnlyMemory<byte>> states, Action restored) => restored();

        public bool IsReady => true;

        public void Write(RecordBatch<T> batch)
        {
            sink.Add(batch);
            batch.Return();
        }

        public void Prepare(long checkpointId, Action<ReadOnlyMemory<byte>> prepared) => prepared(default);

        public void Commit(long checkpointId, Action committed) => committed();

        public void Dispose()
        {
        }
    }
}

/// <summary>How many results there were, and the sum of a number of each.</summary>
internal readonly record struct Outcome(long Count, long Sum);
