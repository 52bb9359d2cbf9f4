using AkkaStreamProc.Operators.Execution;

namespace AkkaStreamProc.Operators.Sources;

/// <summary>What an enumerator may know of, and ask from, the job it runs beside.</summary>
/// <remarks>
/// <see cref="Post"/>, <see cref="Fail"/>, <see cref="Notify(string)"/> and the names may be used from any thread; everything else
/// only within a call of the enumerator or an action that was posted.
/// </remarks>
public interface ISplitEnumeratorContext
{
    /// <summary>The name of the job.</summary>
    string JobName { get; }

    /// <summary>The name of the source.</summary>
    string OperatorName { get; }

    /// <summary>How many subtasks read.</summary>
    int Parallelism { get; }

    /// <summary>The life of the job, and of the attempt.</summary>
    JobLife Life { get; }

    /// <summary>The clock of the job; virtual in specs.</summary>
    TimeProvider Time { get; }

    /// <summary>A thread of this enumerator's own, for calls that block. An action that throws fails the attempt.</summary>
    IWorker Worker { get; }

    /// <summary>Runs an action between two calls of the enumerator, in the order of posting; not once the attempt is over.</summary>
    void Post(Action action);

    /// <summary>Fails the attempt; the first cause wins.</summary>
    void Fail(Exception cause);

    /// <summary>Says something to the operator of the job that is not a failure.</summary>
    void Notify(string message);

    /// <summary>The same with a number that stays, by which it can be found and filtered (<c>docs/telemetry.md</c>).</summary>
    void Notify(Notice notice)
    {
        ArgumentNullException.ThrowIfNull(notice);
        Notify(notice.Text);
    }

    /// <summary>
    /// Hands a split to a subtask. Before <see cref="BeginReading"/> it is one of those the source begins with, whose event
    /// time all the others wait for; later it is read from then on.
    /// </summary>
    /// <param name="split">The split; none of its id may be assigned already, unless it was forgotten.</param>
    /// <param name="subtask">Which subtask, from 0.</param>
    void Assign(SourceSplit split, int subtask);

    /// <summary>Lets the subtasks read: every split the source begins with is assigned. Required once.</summary>
    /// <param name="holdsBack">
    /// Whether no record may be read before a checkpoint is complete, because positions depend on the moment (the end of a
    /// log) and no checkpoint holds them yet: a failure would make the job begin elsewhere. The checkpoint is asked for.
    /// </param>
    void BeginReading(bool holdsBack = false);

    /// <summary>
    /// Takes a finished split out of the checkpoints to come, because what the enumerator keeps itself says that it is done:
    /// otherwise a source with many small splits keeps them all.
    /// </summary>
    /// <exception cref="InvalidOperationException">The split is assigned and has not ended, or reading has not begun.</exception>
    void Forget(string splitId);

    /// <summary>Tells that no split will be assigned any more: a subtask has ended when its splits have.</summary>
    void EndOfSplits();
}
