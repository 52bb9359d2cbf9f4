using AkkaStreamProc.Operators.Faults;
using AkkaStreamProc.Operators.Sources;

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

    /// <summary>What this subtask has found of the source in the checkpoint; known once it is open, <see langword="null"/> on a first start.</summary>
    StoredSource? Restored { get; }

    /// <summary>Creates the reader; after the chain was opened and every other subtask is there.</summary>
    void Start();

    /// <summary>Takes what the enumerator of the source tells this subtask.</summary>
    void Assign(SplitAssignment assignment);

    /// <summary>Keeps what the enumerator knew when a checkpoint was triggered, for the snapshot that follows.</summary>
    void KeepForEnumerator(ReadOnlyMemory<byte> bytes);

    /// <summary>The splits that are being read; the first hundred of them.</summary>
    IReadOnlyList<SplitMeasurement> Measure();

    /// <summary>How far its event time is, and which split holds it back.</summary>
    SourceTime ExplainTime();

    /// <summary>Takes how far the slowest source of its group is.</summary>
    void Align(long slowest);

    /// <summary>Emits the next piece.</summary>
    SourceStep Step();
}
