using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;

namespace AkkaStreamProc.Actors.Exchange;

/// <summary>The sending end of a channel: numbers what it sends and keeps to the receiver's credit.</summary>
/// <remarks>
/// A batch is sent while there is any credit, so the credit can fall below zero by one batch. What has no credit waits
/// here, and everything behind it too; meanwhile the subtask reads no input (<see cref="HasRoom"/>), so what waits is
/// bounded by what one input batch, one piece of a firing window, and the partial aggregates of a flush come to.
/// </remarks>
internal sealed class OutputChannel(int number, long credit, Action<int, long, ChannelElement> transmit) : IChannel
{
    private readonly Queue<ChannelElement> _waiting = new();
    private long _credit = credit;
    private long _sequence;

    /// <summary>Whether nothing waits and more may be sent.</summary>
    public bool HasRoom => _waiting.Count == 0 && _credit > 0;

    public void Send(RecordBatch batch) => Send(new ChannelBatch(batch));

    public void Send(ChannelElement element)
    {
        if (_waiting.Count > 0 || !TryTransmit(element))
        {
            _waiting.Enqueue(element);
        }
    }

    /// <summary>The receiver has room for more records.</summary>
    public void Grant(int records)
    {
        _credit += records;
        while (_waiting.TryPeek(out var element) && TryTransmit(element))
        {
            _waiting.Dequeue();
        }
    }

    private bool TryTransmit(ChannelElement element)
    {
        if (element is ChannelBatch { Batch.Count: var count })
        {
            if (_credit <= 0)
            {
                return false;
            }

            _credit -= count;
        }

        transmit(number, _sequence++, element);
        return true;
    }
}
