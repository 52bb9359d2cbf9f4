using AkkaStreamProc.Operators.Faults;

namespace AkkaStreamProc.Operators.Execution;

/// <summary>The head of a source chain, as the subtask drives it.</summary>
internal interface ISourceOperator
{
    /// <summary>The lowest watermark of the active splits.</summary>
    long Watermark { get; }

    /// <summary>Whether no split has anything to say about time: there is none, or all are empty for longer than the idle time-out.</summary>
    bool IsIdle { get; }

    /// <summary>Whether a barrier may be emitted now: no fetch is emitted by half.</summary>
    bool IsAtFetchBoundary { get; }

    /// <summary>Where the records were read that are being emitted; <see langword="null"/> where none are.</summary>
    SourceRange? Range { get; }

    /// <summary>Begins to read; after the chain was opened and every other subtask is there.</summary>
    void Start();

    /// <summary>Emits the next piece.</summary>
    SourceStep Step();
}
