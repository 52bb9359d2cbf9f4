using System.Globalization;
using AkkaStreamProc.Host.Runs;

namespace AkkaStreamProc.Host.Savepoints;

/// <summary>A savepoint as people read it.</summary>
internal static class SavepointText
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB"];

    /// <summary>What it is, and a line for each operator with its states.</summary>
    public static IEnumerable<string> Describe(SavepointInfo savepoint)
    {
        yield return $"Savepoint {savepoint.Checkpoint} of the job {savepoint.Job}, {savepoint.CompletedAt:u}: {Size(savepoint.Bytes)} in {savepoint.Files} file(s).";
        yield return $"Key groups {savepoint.KeyGroups}, watermark {StatusText.Watermark(savepoint.Watermark)}, fingerprint {savepoint.Fingerprint}.";
        foreach (var op in savepoint.Operators)
        {
            yield return $"  {op.Name}, {op.Parallelism} subtask(s){Counted(savepoint.Counters.FirstOrDefault(c => c.Name == op.Name))}";
            foreach (var state in op.States.Where(s => s.Bytes > 0))
            {
                yield return $"    {state.Name}: {Size(state.Bytes)}{(state.KeyGroups > 0 ? $" in {state.KeyGroups} key groups" : "")}";
            }
        }
    }

    private static string Counted(OperatorStatus? counters) =>
        counters is null ? "" : string.Create(CultureInfo.InvariantCulture, $", in {counters.In:N0}, out {counters.Out:N0}");

    private static string Size(long bytes)
    {
        var (size, unit) = ((double)bytes, 0);
        while (size >= 1024 && unit < Units.Length - 1)
        {
            size /= 1024;
            unit++;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{size:0.#} {Units[unit]}");
    }
}
