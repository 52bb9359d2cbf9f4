namespace AkkaStreamProc.Operators.Async;

/// <summary>Calls that each ask for many records: the operator says when no more are at hand. Of the subtask's thread.</summary>
internal interface IGatheredCalls
{
    /// <summary>When the next call begins although it could ask for more, in milliseconds of processing time; <see cref="long.MaxValue"/> for never.</summary>
    long NextTime { get; }

    /// <summary>Hands out what calls have answered; it does so by itself when their mail comes.</summary>
    void TakeAnswers();

    /// <summary>Begins the calls that are due.</summary>
    /// <param name="nowMs">Processing time.</param>
    /// <param name="isFull">Whether no more can be gathered until something is answered.</param>
    void Send(long nowMs, bool isFull);
}
