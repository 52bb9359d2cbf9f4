using AkkaStreamProc.Operators.Sources;
using Microsoft.Extensions.Logging;

namespace AkkaStreamProc.Operators.Execution;

/// <summary>What a chain of operators needs from whatever runs it: an actor, or a simulation.</summary>
internal interface ISubtaskRuntime
{
    TimeProvider Time { get; }

    /// <summary>The life of the job.</summary>
    JobLife Life { get; }

    /// <summary>A thread of one operator's own.</summary>
    IWorker CreateWorker(string operatorName);

    /// <summary>
    /// Adds to a mailbox on the thread of the subtask, in the order of the calls, and runs the subtask. A failure may overtake
    /// what was posted before it, and nothing that is posted behind it is taken. Any thread may call it.
    /// </summary>
    void Post(OperatorMailbox mailbox, Action action);

    void Fail(Exception cause);

    void Notify(string operatorName, Notice notice);

    /// <summary>The most subtasks that any attempt has run an operator with, as far as is known.</summary>
    int FormerParallelism(string operatorName);

    /// <summary>Asks for a checkpoint before its time. Any thread may call it.</summary>
    void RequestCheckpoint();

    /// <summary>A function has a metric; its series is to end with the subtask.</summary>
    void Begin(FunctionMetric metric)
    {
    }

    /// <summary>Whether what functions log at a level goes anywhere.</summary>
    bool IsLogged(LogLevel level) => false;

    /// <summary>A function logs something. Any thread may call it.</summary>
    void Log(string operatorName, LogLevel level, EventId id, string text, Exception? cause)
    {
    }

    /// <summary>Tells the enumerator of the source that a split has been read to its end.</summary>
    void TellFinished(StoredSplit split);

    /// <summary>Tells those who wait for the table of the source that this subtask has loaded its part: it stands before the next barrier.</summary>
    void TellLoaded()
    {
    }

    /// <summary>Tells the other sources of the group how far this one is.</summary>
    /// <param name="lowest">Its lowest watermark; the end of time where none of its splits counts.</param>
    /// <param name="awaited">How far the slowest must be for it to go on; <see cref="Time.Watermarks.Min"/> where it does not wait.</param>
    void TellTime(long lowest, long awaited)
    {
    }
}
