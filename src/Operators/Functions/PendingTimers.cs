namespace AkkaStreamProc;

/// <summary>What becomes of processing-time timers that are not due yet when a bounded input ends.</summary>
public enum PendingTimers
{
    /// <summary>Each of them fires once, in the order of their times, without waiting for the clock.</summary>
    Fire,

    /// <summary>They are dropped; the job says how many. (Flink does this, without a word.)</summary>
    Drop,
}
