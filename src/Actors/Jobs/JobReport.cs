using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Actors.Subtasks;
using AkkaStreamProc.Operators.Graph;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Actors.Jobs;

/// <summary>Adds the reports of subtasks up to what is told of a job.</summary>
internal static class JobReport
{
    public static IReadOnlyList<OperatorStatus> Sum(JobGraph graph, IEnumerable<SubtaskReport> reports)
    {
        var byName = reports.SelectMany(r => r.Operators).ToLookup(o => o.Name);
        return
        [
            .. graph.Vertices.SelectMany(v => FusedRuns.Of(v)).Select(run => run.Head).OrderBy(node => node.Id).Select(node => new OperatorStatus(
                node.Name,
                node is SourceNode,
                node is SinkNode,
                byName[node.Name].Sum(o => o.In),
                byName[node.Name].Sum(o => o.Out),
                byName[node.Name].Sum(o => o.Late),
                byName[node.Name].Sum(o => o.Bad),
                byName[node.Name].Sum(o => o.Skipped),
                byName[node.Name].Sum(o => o.Diverted))),
        ];
    }

    /// <summary>The lowest watermark among the subtasks that have one: a subtask without a split, or whose input is idle, has none and holds nothing up.</summary>
    /// <remarks>The end is reached when all have reached it.</remarks>
    public static long Watermark(IReadOnlyList<SubtaskId> subtasks, IReadOnlyDictionary<SubtaskId, SubtaskReport> reports)
    {
        var watermarks = subtasks.Select(s => reports.TryGetValue(s, out var report) ? report.Watermark : Watermarks.Min).ToList();
        var whereNone = watermarks.TrueForAll(watermark => watermark == Watermarks.Max) ? Watermarks.Max : Watermarks.Min;
        return watermarks.Where(watermark => watermark is > Watermarks.Min and < Watermarks.Max).DefaultIfEmpty(whereNone).Min();
    }
}
