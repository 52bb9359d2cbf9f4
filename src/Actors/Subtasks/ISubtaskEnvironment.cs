using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.Actors.Subtasks;

/// <summary>What a subtask needs from whatever carries it: the actor, or a simulation.</summary>
internal interface ISubtaskEnvironment : ISubtaskRuntime
{
    /// <summary>Sends an element through an output channel.</summary>
    void Transmit(int channel, long sequence, ChannelElement element);

    /// <summary>Grants the sender of an input channel room for more records.</summary>
    void Grant(int channel, int records);

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
