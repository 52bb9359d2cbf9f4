using AkkaStreamProc.Operators.Plans;

namespace AkkaStreamProc.Actors.Exchange;

/// <summary>The numbers of the channels between subtasks, which both ends compute from the plan alone.</summary>
/// <remarks>
/// A subtask's output channels are numbered edge by edge (<see cref="ExecutionPlan.OutputsOf"/>) and then by receiving
/// subtask, its input channels edge by edge (<see cref="ExecutionPlan.InputsOf"/>) and then by sending subtask. A pointwise
/// edge has one channel, between subtasks of the same number.
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
        var to = _plan.Vertices[edge.ToVertex];
        var first = FirstChannel(_plan.InputsOf(to), edge, e => e.FromVertex);
        return Peers(edge, to).Select(peer => (position, new SubtaskId(to.Id, peer), first + (edge.IsPointwise ? 0 : _index)));
    }

    private IEnumerable<(int, SubtaskId, int)> InputsOf(PlanEdge edge, int position)
    {
        var from = _plan.Vertices[edge.FromVertex];
        var first = FirstChannel(_plan.OutputsOf(from), edge, e => e.ToVertex);
        return Peers(edge, from).Select(peer => (position, new SubtaskId(from.Id, peer), first + (edge.IsPointwise ? 0 : _index)));
    }

    private IEnumerable<int> Peers(PlanEdge edge, PlanVertex peer) => edge.IsPointwise ? [_index] : Enumerable.Range(0, peer.Parallelism);

    private int FirstChannel(IEnumerable<PlanEdge> edges, PlanEdge edge, Func<PlanEdge, int> peerOf) =>
        edges.TakeWhile(e => e.Id != edge.Id).Sum(e => e.IsPointwise ? 1 : _plan.Vertices[peerOf(e)].Parallelism);
}
