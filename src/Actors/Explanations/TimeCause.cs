using AkkaStreamProc.Actors;
using AkkaStreamProc.Actors.Explanations;

namespace AkkaStreamProc;

/// <summary>Why nothing comes out of an operator, or why its event time stands.</summary>
public enum TimeCause
{
    /// <summary>The job does not run now: it starts, restarts or has ended.</summary>
    NotRunning,

    /// <summary>No record has come.</summary>
    NoRecords,

    /// <summary>Records have come, and none was let through.</summary>
    NothingPassed,

    /// <summary>The source has no event time: its strategy promises nothing, or its records have no timestamps.</summary>
    NoEventTime,

    /// <summary>The source has read records, and its strategy has made no watermark of them yet.</summary>
    NoWatermark,

    /// <summary>A split has no records and is not idle, so that the others wait for it.</summary>
    SilentSplit,

    /// <summary>A split is read and is behind the others.</summary>
    SplitBehind,

    /// <summary>The source has had no record for a while; event time goes on with the next one.</summary>
    SilentSource,

    /// <summary>All splits are idle; event time goes on with the next record.</summary>
    AllIdle,

    /// <summary>The source reads nothing before a checkpoint is complete.</summary>
    AwaitsCheckpoint,

    /// <summary>The source reads nothing before the table is loaded that its records are joined with.</summary>
    AwaitsTable,

    /// <summary>The source is ahead of its group by more than it may, and waits for it.</summary>
    Aligned,

    /// <summary>Of several inputs one is behind the others.</summary>
    SilentInput,

    /// <summary>Event time is far ahead of the clock, mostly by a record with a wrong date.</summary>
    AheadOfClock,

    /// <summary>All records of late have come too late for their windows.</summary>
    AllLate,

    /// <summary>What is due next lies in the future of event time.</summary>
    NotYetDue,

    /// <summary>Sessions go on and none has ended.</summary>
    SessionsGrow,

    /// <summary>What is due next lies in the future of the clock.</summary>
    ClockNotYetDue,

    /// <summary>The operator is busy all the time.</summary>
    Busy,

    /// <summary>What follows takes nothing more: back-pressure.</summary>
    Blocked,

    /// <summary>A call of a function does not return.</summary>
    CallBlocked,

    /// <summary>Asynchronous calls have not been answered, and event time goes on behind their results.</summary>
    AwaitsAnswers,

    /// <summary>The input has ended, and everything has fired.</summary>
    InputEnded,
}
