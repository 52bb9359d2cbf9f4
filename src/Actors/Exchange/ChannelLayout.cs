using AkkaStreamProc.Operators.Graph;

namespace AkkaStreamProc.Actors.Exchange;

/// <summary>The numbers of the channels between subtasks, which both ends compute from the graph alone.</summary>
/// <remarks>
/// A subtask's output channels are numbered edge by edge (<see cref="Vertex.Outputs"/>) and then by receiving subtask,
/// its input channels edge by edge (<see cref="Vertex.Inputs"/>) and then by sending subtask. A pointwise edge has one
/// channel, between subtasks of the same number.
/// </remarks>
internal sealed class ChannelLayout
{
    private readonly JobGraph _graph;
    private readonly Vertex _vertex;
    private readonly int _index;

    public ChannelLayout(JobGraph graph, Vertex vertex, int subtaskIndex)
    {
        _graph = graph;
        _vertex = vertex;
        _index = subtaskIndex;
        Outputs = [.. vertex.Outputs.SelectMany(OutputsOf)];
        Inputs = [.. vertex.Inputs.SelectMany(InputsOf)];
    }

    /// <summary>For each output channel: which edge of the vertex, which subtask it leads to, and its number there.</summary>
    public IReadOnlyList<(int Edge, SubtaskId Peer, int PeerChannel)> Outputs { get; }

    /// <summary>For each input channel: which edge of the vertex, which subtask it comes from, and its number there.</summary>
    public IReadOnlyList<(int Edge, SubtaskId Peer, int PeerChannel)> Inputs { get; }

    private IEnumerable<(int, SubtaskId, int)> OutputsOf(Edge edge, int position)
    {
        var to = VertexOf(edge.To);
        return Peers(edge, to).Select(peer =>
            (position, new SubtaskId(to.Id, peer), FirstChannel(to.Inputs, to.Inputs.ToList().IndexOf(edge), e => VertexOf(e.From)) + (edge.Partitioning.IsPointwise ? 0 : _index)));
    }

    private IEnumerable<(int, SubtaskId, int)> InputsOf(Edge edge, int position)
    {
        var from = VertexOf(edge.From);
        return Peers(edge, from).Select(peer =>
            (position, new SubtaskId(from.Id, peer), FirstChannel(from.Outputs, from.Outputs.ToList().IndexOf(edge), e => VertexOf(e.To)) + (edge.Partitioning.IsPointwise ? 0 : _index)));
    }

    private IEnumerable<int> Peers(Edge edge, Vertex peer) =>
        edge.Partitioning.IsPointwise ? [_index] : Enumerable.Range(0, peer.Parallelism);

    private static int FirstChannel(IReadOnlyList<Edge> edges, int position, Func<Edge, Vertex> peerOf) =>
        edges.Take(position).Sum(e => e.Partitioning.IsPointwise ? 1 : peerOf(e).Parallelism);

    private Vertex VertexOf(OperatorNode node) => _graph.Vertices.First(v => v.Operators.Contains(node));
}
