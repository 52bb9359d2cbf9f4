namespace AkkaStreamProc.Simulation.Tests.Tables;

/// <summary>What rows a key may be joined with: it knows no more than what was there at first, and what followed in which order.</summary>
internal sealed class TableOracle
{
    private readonly Dictionary<string, List<int?>> _states = new(StringComparer.Ordinal);

    /// <param name="splits">The rows, each split with how many were there at first; the rows of a key are all in one.</param>
    public TableOracle(IEnumerable<(Row[] Rows, int There)> splits)
    {
        foreach (var (rows, there) in splits)
        {
            foreach (var (index, row) in rows.Index())
            {
                var states = StatesOf(row.Key);
                int? state = row.IsDeleted ? null : row.Version;
                if (index < there)
                {
                    // Nobody is to see what another row has replaced before the table was whole.
                    states.Clear();
                }

                states.Add(state);
            }
        }
    }

    /// <summary>What stands for a key of which none is known.</summary>
    private List<int?> StatesOf(string key) => _states.TryGetValue(key, out var states) ? states : _states[key] = [null];

    /// <summary>Whether orders of a key that were read one after the other may have been joined with these rows.</summary>
    /// <param name="key">Their key.</param>
    /// <param name="versions">The versions they were joined with, in their order; <see langword="null"/> for no row.</param>
    public bool Allows(string key, IEnumerable<int?> versions)
    {
        var states = StatesOf(key);
        var at = 0;
        foreach (var version in versions)
        {
            at = states.FindIndex(at, state => state == version);
            if (at < 0)
            {
                return false;
            }
        }

        return true;
    }

    public override string ToString() => string.Join("; ", _states.Select(s => $"{s.Key}: {string.Join(",", s.Value.Select(v => v?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "-"))}"));
}
