using AkkaStreamProc.Operators.Batches;

namespace AkkaStreamProc;

/// <summary>A record that an operator could not process, or that the system behind a sink refused for good.</summary>
/// <typeparam name="T">The type of the record.</typeparam>
public sealed record FailedRecord<T>
{
    /// <summary>How long <see cref="Text"/> and <see cref="Key"/> are at the most.</summary>
    public const int MaxTextLength = 1000;

    /// <summary>The name of the operator.</summary>
    public required string Operator { get; init; }

    /// <summary>The record; <see langword="default"/> where only <see cref="Encoded"/> is known.</summary>
    public required T? Record { get; init; }

    /// <summary>The record as text, cut to <see cref="MaxTextLength"/>, for the person who looks at it.</summary>
    public required string Text { get; init; }

    /// <summary>The full name of the type of the exception; empty where a system refused the record.</summary>
    public required string ErrorType { get; init; }

    /// <summary>The message of the exception, or what the system said.</summary>
    public required string Error { get; init; }

    /// <summary>The key at hand as text, or <see langword="null"/> where the operator has none.</summary>
    public string? Key { get; init; }

    /// <summary>The event time of the record in milliseconds, or <see cref="RecordBatch.NoTimestamp"/>.</summary>
    public long Timestamp { get; init; } = RecordBatch.NoTimestamp;

    /// <summary>Where the record was read; <see langword="null"/> behind a shuffle, where it is not known.</summary>
    public SourceRange? Position { get; init; }

    /// <summary>When it failed.</summary>
    public DateTimeOffset FailedAt { get; init; }

    /// <summary>The record as it was encoded for the system that refused it; empty elsewhere.</summary>
    public byte[] Encoded { get; init; } = [];
}
