using AkkaStreamProc.Actors.Exchange.Transport;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.Actors.Subtasks;

/// <summary>What a subtask needs from whatever carries it: the actor, or a simulation.</summary>
/// <remarks>As a transport it carries by reference.</remarks>
internal interface ISubtaskEnvironment : ISubtaskRuntime, IChannelTransport
{
    /// <summary>How batches are to reach other subtasks.</summary>
    ExchangeTransport Transport { get; }

    /// <summary>
    /// Writes and saves a frozen state, tells the coordinator, and calls <see cref="SubtaskFreeze.Release"/> on the
    /// subtask when it has been written.
    /// </summary>
    /// <param name="freeze">The state, complete.</param>
    /// <param name="report">What was counted at the barrier.</param>
    void Save(SubtaskFreeze freeze, SubtaskReport report);

    /// <summary>Every input has told its status: from now on the subtask can take part in checkpoints.</summary>
    void InputOpened();

    /// <summary>All input has ended and everything it led to was sent.</summary>
    void InputEnded();

    /// <summary>Calls <see cref="Subtask.Run"/> after a delay; a later call replaces an earlier one.</summary>
    void WakeAfter(TimeSpan delay);
}
