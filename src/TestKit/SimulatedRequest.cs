namespace AkkaStreamProc.TestKit;

/// <summary>What somebody may ask of a job in a <see cref="JobSimulation"/>, whatever it is doing.</summary>
public enum SimulatedRequest
{
    /// <summary>A savepoint while the job goes on.</summary>
    Savepoint,

    /// <summary>Two savepoints, one right behind the other.</summary>
    TwoSavepoints,

    /// <summary>A stop with a savepoint; the job is submitted again.</summary>
    Stop,

    /// <summary>A cancellation; the job is submitted again.</summary>
    Cancel,

    /// <summary>The job is submitted once more, as another graph of the same fingerprint.</summary>
    Submit,

    /// <summary>The job is submitted twice.</summary>
    SubmitTwice,

    /// <summary>A cancellation, and a submission that does not wait for it.</summary>
    CancelAndSubmit,

    /// <summary>A stop with a savepoint, and a cancellation that overtakes it.</summary>
    StopAndCancel,

    /// <summary>The question how the job ends.</summary>
    AwaitEnd,

    /// <summary>The supervisor of the job dies while its subtasks live on; another is started.</summary>
    LoseSupervisor,
}
