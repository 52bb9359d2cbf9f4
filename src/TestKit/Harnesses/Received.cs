using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;

namespace AkkaStreamProc.TestKit.Harnesses;

/// <summary>What came out of an output, of all subtasks.</summary>
internal sealed class Received<T> : IReceiver<T>
{
    public List<Timestamped<T>> Records { get; } = [];

    public void Receive(RecordBatch<T> batch)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            Records.Add(new Timestamped<T>(batch.Values[i], batch.Timestamps[i]));
        }

        batch.Return();
    }
}
