using System.Globalization;
using System.IO.Hashing;
using AkkaStreamProc.Operators.Sources;
using Microsoft.Win32.SafeHandles;

namespace AkkaStreamProc.Connectors.Files.Internal;

/// <summary>What a file began with, remembered in <see cref="OffsetSplit.Tag"/>, so that a replaced file is noticed.</summary>
/// <remarks>
/// Covers the first <see cref="MaxBytes"/> of what was read (never what lies behind the position, which may still
/// change) and so follows from the content and the position alone. Written as <c>length:hash</c>, XxHash3 in
/// hexadecimal; empty while nothing was read.
/// </remarks>
internal static class FileHead
{
    public const int MaxBytes = 4096;

    /// <summary>The head of a file read up to a position, given the one so far.</summary>
    public static string Extend(string current, FileWindow window, long position)
    {
        var length = (int)Math.Min(MaxBytes, position);
        return length == LengthOf(current) ? current : Hash(window.Peek, length) ?? current;
    }

    /// <summary>Whether the file still begins as the head says.</summary>
    public static bool Matches(string head, FileWindow window) => head.Length == 0 || Hash(window.Peek, LengthOf(head)) == head;

    /// <summary>The same for an open file.</summary>
    public static bool Matches(string head, SafeFileHandle file) =>
        head.Length == 0 || Hash((position, bytes) => FileWindow.Peek(file, position, bytes), LengthOf(head)) == head;

    /// <summary>How many bytes a head covers.</summary>
    public static int LengthOf(string head) =>
        head.IndexOf(':', StringComparison.Ordinal) is var colon and > 0
        && int.TryParse(head.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var length)
        && length <= MaxBytes
            ? length
            : 0;

    private static string? Hash(Peek peek, int length)
    {
        Span<byte> head = stackalloc byte[length];
        return peek(0, head) < length
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"{length}:{XxHash3.HashToUInt64(head):x16}");
    }

    private delegate int Peek(long position, Span<byte> destination);
}
