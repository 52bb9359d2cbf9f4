using AkkaStreamProc.Operators.Batches;

namespace AkkaStreamProc.Operators.Execution;

/// <summary>Sends everything to the one connected subtask.</summary>
internal sealed class ForwardRouter<T>(IReadOnlyList<IChannel> channels, bool carriesTime) : GatheringRouter<T>(channels, carriesTime)
{
    public override void Receive(RecordBatch<T> batch) => SendWhole(0, batch);
}

/// <summary>Sends whole batches to the connected subtasks in turn.</summary>
internal sealed class RebalanceRouter<T>(IReadOnlyList<IChannel> channels, int start, bool carriesTime) : GatheringRouter<T>(channels, carriesTime)
{
    private int _next = start;

    public override void Receive(RecordBatch<T> batch)
    {
        SendWhole(_next % ChannelCount, batch);
        _next = (_next + 1) % ChannelCount;
    }
}

/// <summary>Sends everything to the first of the connected subtasks.</summary>
internal sealed class GlobalRouter<T>(IReadOnlyList<IChannel> channels, bool carriesTime) : GatheringRouter<T>(channels, carriesTime)
{
    public override void Receive(RecordBatch<T> batch) => SendWhole(0, batch);
}

/// <summary>Sends every record to every connected subtask.</summary>
internal sealed class BroadcastRouter<T>(IReadOnlyList<IChannel> channels, bool carriesTime) : GatheringRouter<T>(channels, carriesTime)
{
    public override void Receive(RecordBatch<T> batch)
    {
        for (var channel = 1; channel < ChannelCount; channel++)
        {
            SendWhole(channel, batch.Copy());
        }

        SendWhole(0, batch);
    }
}
