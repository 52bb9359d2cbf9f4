namespace AkkaStreamProc;

/// <summary>What becomes of one state when a job continues from a checkpoint.</summary>
/// <param name="Operator">The name of the operator.</param>
/// <param name="State">The name of the state.</param>
/// <param name="Fate">What becomes of it.</param>
/// <param name="Details">What has changed, or why it cannot be read, in words; none where there is nothing to say.</param>
public sealed record StateVerdict(string Operator, string State, StateFate Fate, IReadOnlyList<string> Details)
{
    /// <summary>Whether the job continues with what the checkpoint has of it.</summary>
    public bool IsTaken => Fate is StateFate.Kept or StateFate.Evolved or StateFate.Migrated;

    /// <summary>Whether the job only continues when that is allowed by name.</summary>
    public bool IsRefused => Fate is StateFate.Dropped or StateFate.Unreadable or StateFate.Reselected;
}
