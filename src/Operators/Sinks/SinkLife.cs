namespace AkkaStreamProc.Operators.Sinks;

/// <summary>
/// One subtask's output from a first start on: what a marker in the outside system is compared with.
/// </summary>
/// <param name="Subtask">The number of the subtask that writes, or wrote, it.</param>
/// <param name="Identity">
/// That of the life of the job (<see cref="Execution.JobLife"/>), kept in every checkpoint. A job that starts anew under the
/// same names writes the same records again; the identity tells its markers from those of the former life.
/// </param>
public readonly record struct SinkLife(int Subtask, Guid Identity);
