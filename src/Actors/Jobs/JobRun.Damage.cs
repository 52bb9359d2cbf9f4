using AkkaStreamProc.Actors.Checkpoints;
using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.Actors.Jobs;

/// <summary>A checkpoint that cannot be read: whoever learns of it learns which of the others are whole, and how to continue from one.</summary>
internal sealed partial class JobRun
{
    /// <summary>Whether the checkpoints are being read, and the end is to be told when they have been.</summary>
    private bool _isInspecting;

    private void InspectWhereDamaged(Exception cause)
    {
        if (cause is AggregateException { InnerException: { } inner })
        {
            InspectWhereDamaged(inner);
        }
        else if (cause is SnapshotException { IsDamage: true } && History.Last is { } last && !_isInspecting)
        {
            _isInspecting = true;
            environment.Inspect(History.Retain(_settings.RetainedCheckpoints).Checkpoints, conditions =>
            {
                _isInspecting = false;
                var advice = AdviceOf(last, conditions);
                environment.Announce(advice);
                _lastFailure = $"{_lastFailure} {advice}";
                if (!IsActive)
                {
                    _lastStatus = _lastStatus is null ? null : _lastStatus with { LastFailure = _lastFailure };
                    TellEndWhenClosed();
                }
            });
        }
    }

    private static string AdviceOf(CompletedCheckpoint restored, IReadOnlyList<CheckpointCondition> conditions)
    {
        var others = conditions.Where(c => c.Checkpoint.Id != restored.Id).ToList();
        var whole = others.FindLast(c => c.Damage is null);
        var damaged = others.Where(c => c.Damage is not null).Select(c => $"{RecoveryPlan.Describe(c.Checkpoint)}: {c.Damage}").ToList();
        return (whole is null
                ? "No other retained checkpoint is whole. Put the missing files back, or start fresh."
                : $"Retained and whole: {string.Join(", ", others.Where(c => c.Damage is null).Select(c => RecoveryPlan.Describe(c.Checkpoint)))}. "
                    + $"Start the job with --from {whole.Checkpoint.Id} (RestoreFrom in JobSettings) to continue from one; what is written again then is told before anything is done.")
            + (damaged.Count > 0 ? $" Damaged as well: {string.Join("; ", damaged)}." : "");
    }
}
