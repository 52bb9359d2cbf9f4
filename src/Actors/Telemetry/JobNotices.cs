using AkkaStreamProc.Operators.Execution;

namespace AkkaStreamProc.Actors.Telemetry;

/// <summary>What the runtime says. <c>docs/telemetry.md</c> lists it.</summary>
internal static class JobNotices
{
    public static readonly NoticeKind AttemptBegins = new(1100, nameof(AttemptBegins));
    public static readonly NoticeKind JobRuns = new(1101, nameof(JobRuns));
    public static readonly NoticeKind JobEnded = new(1102, nameof(JobEnded));
    public static readonly NoticeKind AttemptFailed = new(1103, nameof(AttemptFailed), NoticeLevel.Warning);
    public static readonly NoticeKind JobFailed = new(1104, nameof(JobFailed), NoticeLevel.Warning);
    public static readonly NoticeKind FailureOfAttempt = new(1105, nameof(FailureOfAttempt), NoticeLevel.Warning);
    public static readonly NoticeKind CheckpointAborted = new(1106, nameof(CheckpointAborted), NoticeLevel.Warning);
    public static readonly NoticeKind CheckpointDamaged = new(1107, nameof(CheckpointDamaged));
    public static readonly NoticeKind RecoveryDiffers = new(1108, nameof(RecoveryDiffers));
    public static readonly NoticeKind EnumeratorNotClosed = new(1109, nameof(EnumeratorNotClosed));
    public static readonly NoticeKind CallBlocked = new(1110, nameof(CallBlocked));
    public static readonly NoticeKind CallReturned = new(1111, nameof(CallReturned));
    public static readonly NoticeKind SubtaskNotRecovered = new(1112, nameof(SubtaskNotRecovered), NoticeLevel.Warning);
    public static readonly NoticeKind SubtaskNotClosed = new(1113, nameof(SubtaskNotClosed), NoticeLevel.Warning);
    public static readonly NoticeKind SnapshotNotDeleted = new(1114, nameof(SnapshotNotDeleted), NoticeLevel.Warning);
    public static readonly NoticeKind SnapshotsNotDeleted = new(1115, nameof(SnapshotsNotDeleted), NoticeLevel.Warning);
    public static readonly NoticeKind JournalUnreadable = new(1116, nameof(JournalUnreadable), NoticeLevel.Error);
    public static readonly NoticeKind JournalUnwritable = new(1117, nameof(JournalUnwritable), NoticeLevel.Error);
    public static readonly NoticeKind JobStopped = new(1118, nameof(JobStopped));
    public static readonly NoticeKind JobCancelled = new(1119, nameof(JobCancelled), NoticeLevel.Warning);
    public static readonly NoticeKind JobNotStopped = new(1120, nameof(JobNotStopped), NoticeLevel.Warning);
    public static readonly NoticeKind JobNotDeclared = new(1121, nameof(JobNotDeclared), NoticeLevel.Error);
    public static readonly NoticeKind JobNotSubmitted = new(1122, nameof(JobNotSubmitted), NoticeLevel.Error);
    public static readonly NoticeKind MetricNotShown = new(1125, nameof(MetricNotShown), NoticeLevel.Warning);
    public static readonly NoticeKind MemoryShort = new(1123, nameof(MemoryShort), NoticeLevel.Warning);
    public static readonly NoticeKind FinishedBefore = new(1126, nameof(FinishedBefore));
    public static readonly NoticeKind TableLoaded = new(1127, nameof(TableLoaded));
    public static readonly NoticeKind NothingComesOut = new(1124, nameof(NothingComesOut), NoticeLevel.Warning);
}
