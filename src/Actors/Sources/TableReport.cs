using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Actors.Sources;

/// <summary>Puts together what is told of the tables of an attempt, from what the subtasks have reported.</summary>
internal static class TableReport
{
    public static IReadOnlyList<TableStatus> Of(JobAttempt attempt) => [.. attempt.SourceCoordinators.Tables.All.Select(table => Of(attempt, table))];

    private static TableStatus Of(JobAttempt attempt, TableLoading.Table table)
    {
        var all = attempt.Sources.Where(id => table.Sources.Contains(attempt.Plan.Vertices[id.Vertex].Name))
            .Select(id => (Id: id, Progress: attempt.Times.Of(id)?.Report.Time?.Source?.Table)).ToList();
        var known = all.Where(part => part.Progress is { HasBegun: true }).ToList();
        var left = all.Where(part => table.Left.Contains(part.Id)).ToList();
        return new TableStatus(table.Wait.Join, table.Wait.Tables, table.Wait.Waiting, table.IsComplete)
        {
            IsLoaded = table.IsLoaded,
            Splits = known.Sum(part => part.Progress!.Splits),
            SplitsLoaded = known.Sum(part => table.Left.Contains(part.Id) ? part.Progress!.Loaded : part.Progress!.Splits),
            Left = left.TrueForAll(part => part.Progress is { HasBegun: true, Left: not null }) ? left.Sum(part => part.Progress!.Left!.Value) : null,
            Took = table.Took,
        };
    }
}
