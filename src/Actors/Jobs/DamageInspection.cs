using AkkaStreamProc.Actors.Checkpoints;
using AkkaStreamProc.Actors.Jobs.Phases;
using AkkaStreamProc.Actors.Telemetry;
using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.Actors.Jobs;

/// <summary>A checkpoint that cannot be read: whoever learns of it learns which of the others are whole, and how to continue from one.</summary>
internal sealed class DamageInspection(JobContext context)
{
    /// <summary>Whether the checkpoints are being read, and the end is to be told when they have been (<see cref="JobSignal.Inspected"/>).</summary>
    public bool IsUnderWay { get; private set; }

    /// <summary>Begins where a failure tells of damage; what is found is added to the job's last failure.</summary>
    public void Begin(Exception cause, SubmittedJob job)
    {
        if (cause is AggregateException { InnerException: { } inner })
        {
            Begin(inner, job);
        }
        else if (cause is SnapshotException { IsDamage: true } && context.History.Last is { } last && !IsUnderWay)
        {
            IsUnderWay = true;
            context.Environment.Inspect(context.History.Retain(job.Settings.RetainedCheckpoints).Checkpoints, conditions =>
            {
                IsUnderWay = false;
                var advice = AdviceOf(last, conditions);
                context.Environment.Announce(JobNotices.CheckpointDamaged.With(advice));
                job.LastFailure = $"{job.LastFailure} {advice}";
                context.Tell(new JobSignal.Inspected());
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
