using AkkaStreamProc.Operators.Sinks;

namespace AkkaStreamProc.Operators.Execution;

/// <summary>What a source reader, a sink writer or a function may know of, and ask from, the subtask it runs in.</summary>
/// <remarks>
/// Everything here is called on the subtask, except for what any thread may call: the names and numbers,
/// <see cref="Post"/>, <see cref="Fail"/>, <see cref="Notify(string)"/>, <see cref="CountBytes"/> and <see cref="RequestCheckpoint"/>.
/// </remarks>
public interface ISubtaskContext
{
    /// <summary>The name of the job.</summary>
    string JobName { get; }

    /// <summary>The name of the operator.</summary>
    string OperatorName { get; }

    /// <summary>The number of this subtask, from 0 to <see cref="Parallelism"/> − 1.</summary>
    int SubtaskIndex { get; }

    /// <summary>How many subtasks run the operator.</summary>
    int Parallelism { get; }

    /// <summary>
    /// The most subtasks that any attempt of the job has run the operator with, this one included: what was left
    /// behind outside may be of any number below it.
    /// </summary>
    int HighestParallelism { get; }

    /// <summary>The life of the job, and of the attempt: what is outside belongs to one of them.</summary>
    JobLife Life { get; }

    /// <summary>The clock of the job; virtual in specs.</summary>
    TimeProvider Time { get; }

    /// <summary>A thread of this operator's own in this subtask, for calls that block.</summary>
    IWorker Worker { get; }

    /// <summary>
    /// Runs an action on the subtask, between two steps of its work and in the order of their posting. Any thread may
    /// call it; an action posted after the subtask has ended is dropped.
    /// </summary>
    void Post(Action action);

    /// <summary>Has the subtask ask again whatever had nothing for it, or no room. Any thread may call it.</summary>
    void Wake() => Post(static () => { });

    /// <summary>Fails the attempt with a cause. Any thread may call it; the first cause wins.</summary>
    void Fail(Exception cause);

    /// <summary>
    /// Says something to the operator of the job that is not a failure: a broker is away and will be tried again,
    /// a new partition was found. Any thread may call it.
    /// </summary>
    void Notify(string message);

    /// <summary>The same with a number that stays, by which it can be found and filtered (<c>docs/telemetry.md</c>).</summary>
    void Notify(Notice notice)
    {
        ArgumentNullException.ThrowIfNull(notice);
        Notify(notice.Text);
    }

    /// <summary>
    /// Counts bytes that were read from the outside or written to it, as they are there, for monitoring. Any thread may call
    /// it; once for many records is enough.
    /// </summary>
    void CountBytes(long bytes)
    {
    }

    /// <summary>
    /// Asks for a checkpoint before its time, because something can be let go of only behind one. It begins as soon as
    /// none is on its way; asking again meanwhile changes nothing. Any thread may call it.
    /// </summary>
    void RequestCheckpoint();

    /// <summary>
    /// What happens to a record that the operator cannot process, or that the system behind a sink refuses for good. A
    /// writer asks where it must know before it goes on: what was promised already may not be settled without a record
    /// unless the policy lets it be left out; and only where records are diverted it need keep them until they are taken.
    /// </summary>
    ErrorPolicy ErrorPolicy { get; }

    /// <summary>
    /// Tells that the system behind a sink refuses one record for good, in whatever way it is tried, or that the record
    /// cannot be encoded. What follows is the sink's policy: the attempt fails, or the record is counted and left out, or
    /// counted and diverted. Any thread may call it.
    /// </summary>
    /// <remarks>
    /// The writer goes on without the record, which must not become visible. Refusals that are told before an epoch is
    /// prepared (<see cref="ISinkWriter{T}.Prepare"/>) are part of its checkpoint, so that they are diverted exactly once
    /// with it. A writer that learns of refusals later than at the end of a call implements
    /// <see cref="ISinkWriter{T}.Drain"/>.
    /// </remarks>
    /// <typeparam name="T">The type of the records of the sink.</typeparam>
    /// <exception cref="InvalidOperationException">The operator is not a sink of such records.</exception>
    void Refuse<T>(RefusedRecord<T> refused);
}
