using AkkaStreamProc.Actors.Exchange.Transport;
using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;

namespace AkkaStreamProc.Actors.Exchange;

/// <summary>The sending end of a channel: numbers what it sends and keeps to the receiver's credit.</summary>
/// <remarks>
/// <para>
/// A batch is sent while there is any credit of records and of bytes, so each can fall below zero by one batch. What has no
/// credit waits here, and everything behind it too; meanwhile the subtask reads no input (<see cref="HasRoom"/>), so what
/// waits is bounded by what one input batch, one piece of a firing window, and the partial aggregates of a flush come to.
/// </para>
/// <para>
/// A control needs a permit, and no credit: it waits for what stands before it and for nothing else, unless the receiver
/// has taken none of the last <see cref="Credit.MaxControls"/>. No alignment can wait for a permit for ever: a channel is
/// held only behind a barrier that its sender has sent, so whoever still owes that barrier sends into channels whose
/// elements are taken, and the permits of what is taken come back.
/// </para>
/// <para>A watermark that waits directly behind another one takes its place: between the two there was nothing.</para>
/// </remarks>
internal sealed class OutputChannel(int number, Credit allowance, IChannelTransport transport) : IChannel
{
    private readonly LinkedList<ChannelElement> _waiting = new();
    private Credit _credit = allowance;
    private long _sequence;

    /// <summary>Whether no record waits and more may be sent.</summary>
    /// <remarks>A single watermark may wait: later ones take its place, and a channel that nobody reads must not hold up the others.</remarks>
    public bool HasRoom => HasCredit && (_waiting.Count == 0 || (_waiting.Count == 1 && _waiting.First!.Value is ChannelWatermark));

    /// <summary>How many bytes of records wait here, about.</summary>
    public long Bytes => _waiting.Sum(element => element.Cost.Bytes);

    private bool HasCredit => _credit is { Records: > 0, Bytes: > 0 };

    public void Send(RecordBatch batch) => Send(new ChannelBatch(batch));

    public void Send(ChannelElement element)
    {
        if (_waiting.Count == 0 && TryTransmit(element))
        {
            return;
        }

        if (element is ChannelWatermark && _waiting.Last is { Value: ChannelWatermark } last)
        {
            last.Value = element;
        }
        else
        {
            _waiting.AddLast(element);
        }
    }

    /// <summary>The receiver has taken something and has room for as much.</summary>
    public void Grant(Credit credit)
    {
        _credit += credit;
        while (_waiting.First is { } next && TryTransmit(next.Value))
        {
            _waiting.Remove(next);
        }
    }

    private bool TryTransmit(ChannelElement element)
    {
        if (element is ChannelBatch ? !HasCredit : _credit.Controls <= 0)
        {
            return false;
        }

        _credit -= element.Cost;
        transport.Transmit(number, _sequence++, element);
        return true;
    }
}
