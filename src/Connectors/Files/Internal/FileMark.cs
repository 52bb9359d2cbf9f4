using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Connectors.Files.Internal;

/// <summary>By what a split knows its file again; kept in <see cref="OffsetSplit.Tag"/> as <c>HEAD@IDENTITY</c>.</summary>
/// <param name="Head">What the file began with (<see cref="FileHead"/>), empty while nothing was read.</param>
/// <param name="Identity">Which file it is, of a followed one; its path may belong to another file by now.</param>
internal readonly record struct FileMark(string Head, FileIdentity? Identity)
{
    public static FileMark Parse(string tag) => tag.IndexOf('@', StringComparison.Ordinal) is var at and >= 0
        ? new FileMark(tag[..at], FileIdentity.Parse(tag.AsSpan(at + 1)))
        : new FileMark(tag, null);

    public override string ToString() => Identity is { } identity ? $"{Head}@{identity}" : Head;
}
