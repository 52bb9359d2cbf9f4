namespace AkkaStreamProc.Operators.Async;

/// <summary>A record that an asynchronous operator has taken and whose result is not emitted yet.</summary>
/// <remarks>Of the subtask's thread, unless said otherwise.</remarks>
/// <param name="held">The record with what is kept of it in a checkpoint.</param>
internal sealed class AsyncRequest<TIn, TAnswer>(HeldRecord<TIn> held)
{
    private volatile bool _isSettled;

    public HeldRecord<TIn> Held => held;

    public TIn Record => held.Record;

    /// <summary>Its number among all that the operator has taken.</summary>
    public required long Number { get; init; }

    /// <summary>Which stretch between two watermarks it belongs to.</summary>
    public required long Stretch { get; init; }

    /// <summary>How much memory the record takes, about.</summary>
    public required long Bytes { get; init; }

    /// <summary>Its place among all.</summary>
    public LinkedListNode<AsyncRequest<TIn, TAnswer>>? Place { get; set; }

    /// <summary>Its place among those that have begun and are not settled.</summary>
    public LinkedListNode<AsyncRequest<TIn, TAnswer>>? Running { get; set; }

    /// <summary>Ends what its calls do; there from the first on.</summary>
    public CancellationTokenSource? Cancellation { get; set; }

    /// <summary>When it has taken too long, in milliseconds of processing time.</summary>
    public long Deadline { get; set; } = long.MaxValue;

    /// <summary>How many attempts have begun.</summary>
    public int Attempts { get; set; }

    /// <summary>The last attempt; none where its call has not returned one.</summary>
    public Task<TAnswer>? Attempt { get; set; }

    /// <summary>Why the last attempt failed; of a settled one why there is no answer.</summary>
    public Exception? Failure { get; set; }

    /// <summary>The answer; valid where it is settled without a failure.</summary>
    public TAnswer Answer { get; set; } = default!;

    /// <summary>Whether it has an answer, or never will. Any thread may ask.</summary>
    public bool IsSettled { get => _isSettled; set => _isSettled = value; }
}
