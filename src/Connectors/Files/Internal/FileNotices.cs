using AkkaStreamProc.Operators.Execution;

namespace AkkaStreamProc.Connectors.Files.Internal;

/// <summary>What sources of files say. <c>docs/telemetry.md</c> lists it.</summary>
internal static class FileNotices
{
    public static readonly NoticeKind FileFound = new(2000, nameof(FileFound));
    public static readonly NoticeKind NoFileYet = new(2001, nameof(NoFileYet));
    public static readonly NoticeKind FileCompressed = new(2002, nameof(FileCompressed), NoticeLevel.Warning);
    public static readonly NoticeKind FileFollowed = new(2003, nameof(FileFollowed));
    public static readonly NoticeKind FileMissing = new(2004, nameof(FileMissing));
    public static readonly NoticeKind FileRotated = new(2005, nameof(FileRotated));
    public static readonly NoticeKind FormerFileLost = new(2006, nameof(FormerFileLost), NoticeLevel.Warning);
}
