using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Plans.Definitions;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Actors.Sources;

/// <summary>The groups of sources of one attempt that wait for each other: keeps how far each is, and tells all how far the slowest is.</summary>
/// <remarks>
/// A subtask that has said nothing yet counts as one that has no event time, so that nobody runs ahead of it. What is told is
/// never further than the slowest is, since watermarks only go up; one that wakes from idleness may be behind what was told.
/// </remarks>
internal sealed class SourceAlignment
{
    private readonly Dictionary<SubtaskId, Group> _groups = [];
    private readonly Action<SubtaskId, long> _tell;

    /// <param name="graph">The job.</param>
    /// <param name="plan">How it runs.</param>
    /// <param name="tell">Tells a subtask how far the slowest of its group is.</param>
    public SourceAlignment(JobGraph graph, ExecutionPlan plan, Action<SubtaskId, long> tell)
    {
        _tell = tell;
        var groups = new Dictionary<string, Group>(StringComparer.Ordinal);
        foreach (var vertex in plan.Vertices.Where(v => v.IsSource))
        {
            if (graph.Operator(vertex.Name).Definition is ISourceDefinition { AlignmentGroup: { } name })
            {
                var group = groups.TryGetValue(name, out var known) ? known : groups[name] = new Group();
                for (var index = 0; index < vertex.Parallelism; index++)
                {
                    var id = new SubtaskId(vertex.Id, index);
                    group.Times[id] = Watermarks.Min;
                    _groups[id] = group;
                }
            }
        }
    }

    /// <summary>A subtask says how far it is; the end of time where none of its splits counts.</summary>
    public void Take(SubtaskId subtask, long lowest)
    {
        if (!_groups.TryGetValue(subtask, out var group))
        {
            return;
        }

        group.Times[subtask] = lowest;
        var slowest = group.Times.Values.Min();
        if (slowest != group.Told)
        {
            group.Told = slowest;
            foreach (var member in group.Times.Keys)
            {
                _tell(member, slowest);
            }
        }
    }

    /// <summary>The slowest of the others in the group of a subtask; <see langword="null"/> where there is none.</summary>
    public SubtaskId? SlowestBeside(SubtaskId subtask) =>
        _groups.TryGetValue(subtask, out var group) && group.Times.Where(member => member.Key != subtask).OrderBy(member => member.Value).ToList() is [var slowest, ..]
            ? slowest.Key
            : null;

    private sealed class Group
    {
        public Dictionary<SubtaskId, long> Times { get; } = [];

        public long Told { get; set; } = Watermarks.Min;
    }
}
