using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Queries;

namespace AkkaStreamProc;

/// <summary>A question about the state of an operator, to be asked of <c>JobHandle.StateRef</c>.</summary>
/// <remarks>Immutable, and plain data. What cannot be answered is answered by a <c>Status.Failure</c> with the reason.</remarks>
public abstract record StateQuestion
{
    private protected StateQuestion(string operatorName, string state) => (Operator, State) = (operatorName, state);

    /// <summary>The name of the operator.</summary>
    public string Operator { get; }

    /// <summary>The name of the state.</summary>
    public string State { get; }

    /// <summary>Which state is read; the live one unless set.</summary>
    public StateReading Reading { get; init; }

    /// <summary>
    /// How long the question stays open; ten seconds unless set, and until it is answered or withdrawn where it is infinite.
    /// While the job restarts it waits for the next attempt; when the time is over it is answered by why there was no answer.
    /// </summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Names the question, for <see cref="CancelStateQuestion"/>; unique unless set. A question whose name is open takes the
    /// place of that one, which is refused.
    /// </summary>
    public Guid Id { get; init; } = Guid.NewGuid();

    /// <summary>The submission it speaks of, or <see langword="null"/> for the one at hand.</summary>
    internal int? Submission { get; init; }

    /// <summary>The type of the key it names, or <see langword="null"/>.</summary>
    internal abstract Type? KeyType { get; }

    /// <summary>The checkpoint that it must be answered from, or <see langword="null"/> for the last.</summary>
    internal virtual long? Pinned => null;

    /// <summary>The key group whose owner is to answer.</summary>
    /// <exception cref="StreamProcessingException">The question is none; says why.</exception>
    internal abstract int KeyGroupOf(int maxParallelism);

    /// <summary>Reads what is asked for, on the thread that owns the state.</summary>
    /// <param name="state">The state, of which the key type is known to fit.</param>
    /// <param name="range">The key groups of the subtask that has it.</param>
    /// <param name="maxParallelism">The number of key groups.</param>
    internal abstract PreparedAnswer Read(ReadableState state, KeyGroupRange range, int maxParallelism);
}
