namespace AkkaStreamProc.Actors.Exchange.Transport;

/// <summary>How the elements of the channels of a subtask reach other subtasks, and their credit comes back.</summary>
/// <remarks>
/// Channels own numbers, order, credit and alignment; a transport carries. It may lose what it was given together with all
/// that follows, but must not leave out, repeat or change the order of anything: the receiving gate takes a gap for the end
/// of the attempt. It never blocks. What carries a subtask is the transport by reference within a process; one that has a
/// wire stands before it, as <see cref="LoopBackTransport"/> does.
/// </remarks>
internal interface IChannelTransport
{
    /// <summary>Sends an element through an output channel. The ownership passes on.</summary>
    void Transmit(int channel, long sequence, ChannelElement element);

    /// <summary>Grants the sender of an input channel room for more.</summary>
    void Grant(int channel, Credit credit);
}
