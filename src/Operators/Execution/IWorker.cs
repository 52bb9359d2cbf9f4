namespace AkkaStreamProc.Operators.Execution;

/// <summary>Executes actions one at a time, in the order of their posting, on a thread that may block.</summary>
/// <remarks>
/// The runtime gives every operator that asks for one a pinned thread in each subtask, so that a source and a sink in
/// one chain never wait for each other; a simulation executes the action at once.
/// So no connector starts a thread, and no operator blocks a dispatcher.
/// An action that throws fails the attempt with that exception.
/// </remarks>
public interface IWorker
{
    /// <summary>Queues an action. Any thread may call it, also an action of the worker itself.</summary>
    void Post(Action action);
}
