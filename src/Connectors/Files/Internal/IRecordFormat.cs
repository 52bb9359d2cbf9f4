using System.Diagnostics.CodeAnalysis;

namespace AkkaStreamProc.Connectors.Files.Internal;

/// <summary>Finds and decodes the records of one file.</summary>
internal interface IRecordFormat<T>
{
    /// <summary>Whether the first record of the file must be read before any other can be decoded.</summary>
    bool NeedsHeader { get; }

    /// <summary>Takes the first record of the file.</summary>
    /// <param name="record">The record.</param>
    /// <param name="reason">Why it cannot serve as the header.</param>
    bool TryReadHeader(ReadOnlySpan<byte> record, [NotNullWhen(false)] out string? reason);

    /// <summary>Looks at the front of some bytes, at which a record begins.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="isEnd">Whether no byte follows. Then the outcome is never <see cref="ScanOutcome.Incomplete"/>.</param>
    Scan Find(ReadOnlySpan<byte> bytes, bool isEnd);

    /// <summary>Decodes a record that was found.</summary>
    bool TryDecode(ReadOnlySpan<byte> record, [MaybeNullWhen(false)] out T value, [NotNullWhen(false)] out string? reason);
}
