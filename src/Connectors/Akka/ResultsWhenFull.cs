namespace AkkaStreamProc.Connectors.Akka;

/// <summary>What happens to a job whose results are not read as fast as it computes them.</summary>
public enum ResultsWhenFull
{
    /// <summary>
    /// The job waits, as for any slow sink, up to its sources. Nothing is lost. While it waits no checkpoint completes, and it
    /// fails when as many have timed out as are tolerated: a reader that is gone must be followed by another, or
    /// <see cref="JobResults{T}.Discard"/> be called.
    /// </summary>
    Wait,

    /// <summary>The job goes on, and the oldest results that nobody has read are dropped and counted.</summary>
    DropOldest,
}
