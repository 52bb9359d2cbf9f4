using System.Globalization;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc;

/// <summary>Something a source read and could not understand, or whose event time cannot be right.</summary>
/// <param name="Split">The split it was read from (<see cref="SourceSplit.Id"/>).</param>
/// <param name="Position">Its position in the split, as the source calls it: a byte offset, a Kafka offset.</param>
/// <param name="Reason">Why it could not be understood.</param>
/// <param name="Raw">
/// The bytes as they were read, cut to <see cref="MaxRawBytes"/>. Of a record that was decoded and refused by its event
/// time, the text that its <see cref="object.ToString"/> gives, in UTF-8.
/// </param>
/// <param name="Length">How many bytes the whole record has.</param>
public sealed record BadRecord(string Split, string Position, string Reason, byte[] Raw, long Length)
{
    /// <summary>How many bytes of a bad record are kept at the most.</summary>
    public const int MaxRawBytes = 64 * 1024;

    /// <summary>Describes a record at a position that is a number, keeping at most <see cref="MaxRawBytes"/> of it.</summary>
    public static BadRecord Create(string split, long position, string reason, ReadOnlySpan<byte> raw) =>
        Create(split, position.ToString(CultureInfo.InvariantCulture), reason, raw);

    /// <summary>Describes a record that could not be understood, keeping at most <see cref="MaxRawBytes"/> of it.</summary>
    public static BadRecord Create(string split, string position, string reason, ReadOnlySpan<byte> raw) =>
        new(split, position, reason, raw[..Math.Min(raw.Length, MaxRawBytes)].ToArray(), raw.Length);
}
