using AkkaStreamProc.Operators.Faults;
using AkkaStreamProc.Shared;

namespace AkkaStreamProc;

/// <summary>A function of the user's threw, and the policy of its operator is <see cref="ErrorPolicy.Fail"/>.</summary>
/// <remarks>
/// It may pass (<see cref="StreamProcessingException.IsTransient"/>) as far as anybody can know; the inner exception is
/// the function's own.
/// </remarks>
public sealed class UserFunctionException : StreamProcessingException
{
    internal UserFunctionException(string operatorName, string what, string? key, SourceRange? position, Exception cause)
        : base(
            $"The operator '{operatorName}' failed for {what}{(key is null ? "" : $" with the key «{key}»")}{(position is null ? "" : $", read from {position}")}: " +
            $"{cause.GetType().Name}: {Sentence.Of(cause.Message)} Mend the function or the record, or let the operator skip or divert such records (OnError).",
            cause)
    {
        OperatorName = operatorName;
        Key = key;
        Position = position;
        IsTransient = Transience.MayPass(cause);
    }

    /// <summary>The name of the operator.</summary>
    public string OperatorName { get; }

    /// <summary>The key at hand as text, or <see langword="null"/> where the operator has none.</summary>
    public string? Key { get; }

    /// <summary>Where the record was read; <see langword="null"/> where it is not known, as behind a shuffle.</summary>
    public SourceRange? Position { get; }
}
