using AkkaStreamProc.Actors;
using AkkaStreamProc.Actors.Jobs;

namespace AkkaStreamProc;

/// <summary>Where a job is in its life.</summary>
public enum JobState
{
    /// <summary>The subtasks of an attempt are being started and restored.</summary>
    Starting,

    /// <summary>Records flow.</summary>
    Running,

    /// <summary>An attempt has failed; the next one follows.</summary>
    Restarting,

    /// <summary>The last checkpoint before the end is on its way.</summary>
    Finishing,

    /// <summary>All input is processed and every sink has confirmed. An end.</summary>
    Finished,

    /// <summary>Stopped with a savepoint; continues when it is submitted again. An end.</summary>
    Stopped,

    /// <summary>Cancelled without a further checkpoint; continues from the last one when it is submitted again. An end.</summary>
    Cancelled,

    /// <summary>Failed for good; continues from the last checkpoint when it is submitted again. An end.</summary>
    Failed,
}
