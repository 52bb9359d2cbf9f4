using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Plans.Definitions;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Actors.Sources;

/// <summary>The groups of sources of one attempt that wait for each other: keeps how far each is, and tells all how far the slowest is.</summary>
/// <remarks>
/// <para>
/// A subtask that has said nothing yet counts as one that has no event time, so that nobody runs ahead of it. What is told is
/// never further than the slowest is, since watermarks only go up; one that wakes from idleness may be behind what was told, and
/// then all are told.
/// </para>
/// <para>
/// Otherwise a subtask is told when it has said how far it is itself, and where it waits, when it need not any more. So the number of
/// messages is that of what is said, however many there are in the group.
/// </para>
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
                    group.Members[id] = new Member();
                    _groups[id] = group;
                }
            }
        }
    }

    /// <summary>A subtask says how far it is.</summary>
    /// <param name="subtask">The subtask.</param>
    /// <param name="lowest">Its lowest watermark; the end of time where none of its splits counts.</param>
    /// <param name="awaited">How far the slowest must be for it to go on; <see cref="Watermarks.Min"/> where it does not wait.</param>
    public void Take(SubtaskId subtask, long lowest, long awaited)
    {
        if (!_groups.TryGetValue(subtask, out var group))
        {
            return;
        }

        var teller = group.Members[subtask];
        (teller.Lowest, teller.Awaited) = (lowest, awaited);
        var slowest = group.Members.Values.Min(member => member.Lowest);
        foreach (var (id, member) in group.Members)
        {
            var matters = member == teller || slowest < member.Told || (member.Told < member.Awaited && slowest >= member.Awaited);
            if (matters && slowest != member.Told)
            {
                member.Told = slowest;
                _tell(id, slowest);
            }
        }
    }

    /// <summary>The slowest of the others in the group of a subtask, and how far it is; <see langword="null"/> where there is none.</summary>
    public (SubtaskId Id, long Lowest)? SlowestBeside(SubtaskId subtask)
    {
        (SubtaskId Id, long Lowest)? slowest = null;
        foreach (var (id, member) in _groups.TryGetValue(subtask, out var group) ? group.Members : [])
        {
            slowest = id != subtask && (slowest is null || member.Lowest < slowest.Value.Lowest) ? (id, member.Lowest) : slowest;
        }

        return slowest;
    }

    private sealed class Group
    {
        public Dictionary<SubtaskId, Member> Members { get; } = [];
    }

    private sealed class Member
    {
        public long Lowest { get; set; } = Watermarks.Min;

        public long Awaited { get; set; } = Watermarks.Min;

        /// <summary>What it knows of the slowest.</summary>
        public long Told { get; set; } = Watermarks.Min;
    }
}
