using System.Globalization;
using System.IO.Hashing;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Connectors.Files.Internal;

/// <summary>What a file began with, remembered in <see cref="SourceSplit.Tag"/>, so that a replaced file is noticed.</summary>
/// <remarks>
/// Covers the first <see cref="MaxBytes"/> of what was read (never what lies behind the position, which may still
/// change) and so follows from the content and the position alone. Written as <c>length:hash</c>, XxHash3 in
/// hexadecimal; empty while nothing was read.
/// </remarks>
internal static class FileHead
{
    public const int MaxBytes = 4096;

    /// <summary>The tag of a split at a position, given the tag it has so far.</summary>
    public static string Extend(string current, FileWindow window, long position)
    {
        var length = (int)Math.Min(MaxBytes, position);
        return length == LengthOf(current) ? current : Hash(window, length) ?? current;
    }

    /// <summary>Whether the file still begins as the tag says.</summary>
    public static bool Matches(string tag, FileWindow window) => tag.Length == 0 || Hash(window, LengthOf(tag)) == tag;

    private static string? Hash(FileWindow window, int length)
    {
        Span<byte> head = stackalloc byte[length];
        return window.Peek(0, head) < length
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"{length}:{XxHash3.HashToUInt64(head):x16}");
    }

    private static int LengthOf(string tag) =>
        tag.IndexOf(':', StringComparison.Ordinal) is var colon and > 0
        && int.TryParse(tag.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var length)
        && length <= MaxBytes
            ? length
            : 0;
}
