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

    /// <summary>The same with what is allowed: a selector that means the same counts as none that has changed.</summary>
    /// <param name="settings">What a submission allows.</param>
    public bool IsTakenBy(JobSettings settings) => IsTaken || (Fate == StateFate.Reselected && settings.AllowChangedSelectors.Contains(Operator));

    /// <summary>Whether the job is refused for its sake, with what is allowed.</summary>
    /// <param name="settings">What a submission allows.</param>
    public bool IsRefusedBy(JobSettings settings) =>
        IsRefused && !IsTakenBy(settings) && !settings.AllowDroppedState.Any(name => name == Operator || name == $"{Operator}/{State}");

    /// <summary>Whether the job only continues when that is allowed by name.</summary>
    public bool IsRefused => Fate is StateFate.Dropped or StateFate.Unreadable or StateFate.Reselected;
}
