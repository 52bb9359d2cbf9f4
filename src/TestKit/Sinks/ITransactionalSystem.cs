using AkkaStreamProc.Operators.Sinks;

namespace AkkaStreamProc.TestKit.Sinks;

/// <summary>An outside system with an exactly-once sink, as <see cref="TransactionalSinkContract"/> looks at it.</summary>
/// <remarks>Each scenario gets a system in which nothing was written before.</remarks>
public interface ITransactionalSystem
{
    /// <summary>The job to which all writers belong.</summary>
    string JobName { get; }

    /// <summary>The sink; the contract creates writers of several subtasks and attempts from it.</summary>
    ISink<string> Sink { get; }

    /// <summary>All that a reader sees who is to see committed records only. Order matters within one subtask alone.</summary>
    IReadOnlyList<string> ReadVisible();

    /// <summary>What is begun in the system and neither committed nor aborted: open transactions, uncommitted files.</summary>
    IReadOnlyList<string> ReadOpen();

    /// <summary>
    /// Makes the system give up every open transaction by itself, as a time-out does. Nothing where the system has no
    /// such thing.
    /// </summary>
    void GiveUpTransactions();
}
