namespace AkkaStreamProc.Operators.Snapshots;

/// <summary>What a snapshot holds of one operator.</summary>
internal sealed record OperatorSnapshot(
    IReadOnlyList<(string Name, SnapshotSection Section)> Items,
    IReadOnlyList<KeyedStateSnapshot> Keyed)
{
    /// <summary>The same without some of its states.</summary>
    public OperatorSnapshot Without(IReadOnlyCollection<string> states) => states.Count == 0
        ? this
        : new OperatorSnapshot([.. Items.Where(item => !states.Contains(item.Name))], [.. Keyed.Where(keyed => !states.Contains(keyed.Name))]);

    public IEnumerable<SnapshotSection> Sections => Items.Select(i => i.Section).Concat(Keyed.SelectMany(k => k.Groups));
}

/// <summary>What a snapshot holds of one keyed state: each key group from <paramref name="FirstKeyGroup"/> on.</summary>
internal sealed record KeyedStateSnapshot(
    string Name,
    string KeySchema,
    string ValueSchema,
    int FirstKeyGroup,
    SnapshotSection[] Groups);
