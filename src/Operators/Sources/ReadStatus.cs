namespace AkkaStreamProc.Operators.Sources;

/// <summary>What a call of <see cref="ISourceReader{T}.Read"/> found.</summary>
public enum ReadStatus
{
    /// <summary>A fetch was returned; there may be more at once.</summary>
    Data,

    /// <summary>The splits of this subtask are not known yet. Nothing has been read.</summary>
    Starting,

    /// <summary>Nothing to read at the moment; the reader wakes the subtask when there may be.</summary>
    Waiting,

    /// <summary>Every split has ended and no other will come.</summary>
    Finished,
}
