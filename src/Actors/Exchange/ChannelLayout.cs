using AkkaStreamProc.Operators.Plans;

namespace AkkaStreamProc.Actors.Exchange;

/// <summary>The numbers of the channels between subtasks, which both ends compute from the plan alone.</summary>
/// <remarks>
/// A subtask's output channels are numbered edge by edge (<see cref="ExecutionPlan.OutputsOf"/>) and then by receiving
/// subtask, its input channels edge by edge (<see cref="ExecutionPlan.InputsOf"/>) and then by sending subtask. Which
/// subtasks an edge connects, the plan says (<see cref="PlanEdge.Connects"/>).
/// </remarks>
internal sealed class ChannelLayout
{
    private readonly ExecutionPlan _plan;
    private readonly int _index;

    public ChannelLayout(ExecutionPlan plan, PlanVertex vertex, int subtaskIndex)
    {
        _plan = plan;
        _index = subtaskIndex;
        Outputs = [.. plan.OutputsOf(vertex).SelectMany(OutputsOf)];
        Inputs = [.. plan.InputsOf(vertex).SelectMany(InputsOf)];
    }

    /// <summary>For each output channel: which edge of the vertex, which subtask it leads to, and its number there.</summary>
    public IReadOnlyList<(int Edge, SubtaskId Peer, int PeerChannel)> Outputs { get; }

    /// <summary>For each input channel: which edge of the vertex, which subtask it comes from, and its number there.</summary>
    public IReadOnlyList<(int Edge, SubtaskId Peer, int PeerChannel)> Inputs { get; }

    private IEnumerable<(int, SubtaskId, int)> OutputsOf(PlanEdge edge, int position)
    {
        var inputs = _plan.InputsOf(_plan.Vertices[edge.ToVertex]);
        return ReceiversOf(edge, _index).Select(peer =>
            (position, new SubtaskId(edge.ToVertex, peer), Before(inputs, edge, e => SendersOf(e, peer)) + PlaceOf(_index, SendersOf(edge, peer))));
    }

    private IEnumerable<(int, SubtaskId, int)> InputsOf(PlanEdge edge, int position)
    {
        var outputs = _plan.OutputsOf(_plan.Vertices[edge.FromVertex]);
        return SendersOf(edge, _index).Select(peer =>
            (position, new SubtaskId(edge.FromVertex, peer), Before(outputs, edge, e => ReceiversOf(e, peer)) + PlaceOf(_index, ReceiversOf(edge, peer))));
    }

    private IEnumerable<int> ReceiversOf(PlanEdge edge, int sender)
    {
        var (senders, receivers) = (_plan.Vertices[edge.FromVertex].Parallelism, _plan.Vertices[edge.ToVertex].Parallelism);
        return Enumerable.Range(0, receivers).Where(receiver => edge.Connects(sender, receiver, senders, receivers));
    }

    private IEnumerable<int> SendersOf(PlanEdge edge, int receiver)
    {
        var (senders, receivers) = (_plan.Vertices[edge.FromVertex].Parallelism, _plan.Vertices[edge.ToVertex].Parallelism);
        return Enumerable.Range(0, senders).Where(sender => edge.Connects(sender, receiver, senders, receivers));
    }

    /// <summary>How many channels a subtask has for the edges before one.</summary>
    private static int Before(IEnumerable<PlanEdge> edges, PlanEdge edge, Func<PlanEdge, IEnumerable<int>> peersOf) =>
        edges.TakeWhile(e => e.Id != edge.Id).Sum(e => peersOf(e).Count());

    private static int PlaceOf(int peer, IEnumerable<int> peers) => peers.TakeWhile(other => other != peer).Count();
}
