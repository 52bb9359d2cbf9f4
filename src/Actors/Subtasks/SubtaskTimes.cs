using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Actors.Subtasks;

/// <summary>Looks what holds the time of a subtask back; twice a second, so that nothing is noted down for it record by record.</summary>
internal sealed class SubtaskTimes(ChannelLayout layout, WatermarkValve valve, OperatorChain chain, WorkTime work)
{
    private readonly int[][] _channels = [.. Enumerable.Range(0, layout.Inputs.Count).GroupBy(channel => layout.Inputs[channel].Edge).OrderBy(edge => edge.Key).Select(edge => edge.ToArray())];
    private IReadOnlyList<TimeSpan> _last = work.Measure();

    public SubtaskTime Measure()
    {
        var time = work.Measure();
        var all = time.Sum(t => t.Ticks) - _last.Sum(t => t.Ticks);
        var (busy, blocked) = (Share(SubtaskActivity.Busy), Share(SubtaskActivity.Blocked));
        _last = time;
        return new SubtaskTime(
            Array.ConvertAll(_channels, Measure),
            chain.Source?.ExplainTime(),
            [.. chain.Operators.Select(op => op.Awaited)],
            [.. chain.AwaitedByEdge],
            chain.Delaying is { IsBehind: true },
            busy,
            blocked);

        double Share(SubtaskActivity activity) => all <= 0 ? 0 : (double)(time[(int)activity] - _last[(int)activity]).Ticks / all;
    }

    private InputTime Measure(int[] channels)
    {
        var (lowest, peer) = (Watermarks.Max, (SubtaskId?)null);
        var (idle, idlePeer) = (0, (SubtaskId?)null);
        foreach (var channel in channels)
        {
            if (valve.IsIdleAt(channel))
            {
                idle++;
                idlePeer ??= layout.Inputs[channel].Peer;
            }
            else if (valve.WatermarkOf(channel) < lowest)
            {
                (lowest, peer) = (valve.WatermarkOf(channel), layout.Inputs[channel].Peer);
            }
        }

        return new InputTime(lowest, peer, idle, idlePeer);
    }
}
