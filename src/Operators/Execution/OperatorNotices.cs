namespace AkkaStreamProc.Operators.Execution;

/// <summary>What operators say. <c>docs/telemetry.md</c> lists it.</summary>
internal static class OperatorNotices
{
    /// <summary>Of connectors and functions that name no kind.</summary>
    public static readonly NoticeKind Other = new(1000, nameof(Other));
    public static readonly NoticeKind TimerLoop = new(1001, nameof(TimerLoop), NoticeLevel.Warning);
    public static readonly NoticeKind TimersDropped = new(1002, nameof(TimersDropped));
    public static readonly NoticeKind RetractionDropped = new(1003, nameof(RetractionDropped), NoticeLevel.Warning);
    public static readonly NoticeKind NotClosed = new(1004, nameof(NotClosed), NoticeLevel.Warning);
    public static readonly NoticeKind BroadcastRecordFailed = new(1005, nameof(BroadcastRecordFailed), NoticeLevel.Warning);
}
