using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Actors.Subtasks;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Actors.Jobs;

/// <summary>Adds the reports of subtasks up to what is told of a job.</summary>
internal static class JobReport
{
    public static IReadOnlyList<OperatorStatus> Sum(ExecutionPlan plan, IEnumerable<SubtaskReport> reports)
    {
        var byName = reports.SelectMany(r => r.Operators).ToLookup(o => o.Name);
        return
        [
            .. plan.Vertices.SelectMany(v => v.Steps).Select(step => step.Head).OrderBy(op => op.Ordinal).Select(op => new OperatorStatus(
                op.Name,
                op.Role == OperatorRole.Source,
                op.Role == OperatorRole.Sink,
                byName[op.Name].Sum(o => o.In),
                byName[op.Name].Sum(o => o.Out),
                byName[op.Name].Sum(o => o.Late),
                byName[op.Name].Sum(o => o.Bad),
                byName[op.Name].Sum(o => o.Skipped),
                byName[op.Name].Sum(o => o.Diverted))),
        ];
    }

    /// <summary>What the operators hold, those that hold anything, in the order of the graph.</summary>
    public static IReadOnlyList<OperatorMemory> Memory(ExecutionPlan plan, IEnumerable<SubtaskReport> reports)
    {
        var byName = reports.SelectMany(r => r.Memory).ToLookup(o => o.Name);
        return
        [
            .. plan.Vertices.SelectMany(v => v.Steps).Select(step => step.Head).OrderBy(op => op.Ordinal)
                .Select(op => new OperatorMemory(op.Name, byName[op.Name].Sum(o => o.StateBytes), byName[op.Name].Sum(o => o.BufferedBytes)))
                .Where(held => held.StateBytes + held.BufferedBytes > 0),
        ];
    }

    /// <summary>
    /// The lowest watermark among the subtasks that have one and are not idle: whoever is idle, or has no split, holds nothing
    /// up. Where all are idle, the highest.
    /// </summary>
    /// <remarks>The end is reached when all have reached it.</remarks>
    public static long Watermark(IReadOnlyList<SubtaskId> subtasks, IReadOnlyDictionary<SubtaskId, SubtaskReport> reports)
    {
        var known = subtasks.Where(reports.ContainsKey).Select(s => reports[s]).ToList();
        if (known.Count == subtasks.Count && known.TrueForAll(report => report.Watermark == Watermarks.Max))
        {
            return Watermarks.Max;
        }

        var under = known.Where(report => report.Watermark is > Watermarks.Min and < Watermarks.Max).ToLookup(report => report.IsIdle, report => report.Watermark);
        return under[false].Any() ? under[false].Min() : under[true].DefaultIfEmpty(Watermarks.Min).Max();
    }
}
