using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Actors.Exchange.Transport;
using AkkaStreamProc.Actors.Subtasks;

namespace AkkaStreamProc.Actors.Specs.Support;

/// <summary>A transport that carries nothing and tells what it was given.</summary>
internal sealed class RecordingTransport : IChannelTransport
{
    public Action<int, long, ChannelElement> Sent { get; init; } = static (_, _, _) => { };

    public Action<int, Credit> Granted { get; init; } = static (_, _) => { };

    public void Transmit(int channel, long sequence, ChannelElement element) => Sent(channel, sequence, element);

    public void Grant(int channel, Credit credit) => Granted(channel, credit);
}

/// <summary>Credit where only the number of records matters.</summary>
internal static class RecordCredit
{
    private const int BytesEach = 1024;

    public static void Grant(this OutputChannel channel, int records) => channel.Grant(Of(records));

    public static void Grant(this Subtask subtask, int channel, int records) => subtask.Grant(channel, Of(records));

    private static Credit Of(int records) => new(records, records * BytesEach, 0);
}
