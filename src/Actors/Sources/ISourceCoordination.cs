using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Actors.Sources;

/// <summary>What a <see cref="SourceCoordinator"/> needs from the attempt that it belongs to.</summary>
internal interface ISourceCoordination
{
    TimeProvider Time { get; }

    JobLife Life { get; }

    /// <summary>A thread of the enumerator's own.</summary>
    IOwnedWorker CreateWorker(string name, Action<Exception> onFailure);

    /// <summary>Runs an action in turn with everything else that reaches the run of the job. Any thread may call it.</summary>
    void Post(Action action);

    /// <summary>Sends an assignment, in order with the triggers of checkpoints.</summary>
    void Assign(int subtask, SplitAssignment assignment);

    void RequestCheckpoint();

    void Fail(Exception cause);

    void Notify(string operatorName, Notice notice);
}
