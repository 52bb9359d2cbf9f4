using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Connectors.Files.Internal;

/// <summary>Decides which file of a followed path is read: the one at the path, or a former one that was rotated away before it was read to its end.</summary>
/// <remarks>
/// The file that is read stays open, so that it can be read to its end whatever happens to its name. A former file is over
/// when nothing was added to it for the grace period after the file at the path had its first content: a program goes on
/// writing to the former one until it opens the new one.
/// </remarks>
internal sealed class FollowedFile(string path, FileSourceOptions options, TimeProvider time, Action<Notice> notify)
{
    private (long Length, DateTime Written, FileIdentity? Identity)? _seen;
    private OpenedFile? _file;
    private bool _isMissing;
    private bool _isLast;
    private (long Length, long Since)? _quiet;

    /// <summary>Whether a former file is read, which the file at the path follows.</summary>
    public bool IsFormer { get; private set; }

    /// <summary>Whether nothing more will be written to the former file that is read.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Where the file that is read was found.</summary>
    public string Path => _file?.Path ?? path;

    /// <summary>Looks whether there is something to read.</summary>
    /// <param name="split">How far was read; set to the beginning of another file where that one is read from now on.</param>
    /// <returns>The file to read, or <see langword="null"/> where nothing has changed.</returns>
    /// <exception cref="FilesException">A directory stands in its place, or the file was cut.</exception>
    public OpenedFile? Look(ref OffsetSplit split)
    {
        if (IsFormer)
        {
            return LookAtFormer(split);
        }

        if (!HasChanged())
        {
            // Renamed, and no new file yet: its program still writes to it.
            return _isMissing && _file is not null && _file.Length > split.Position ? _file : null;
        }

        Compare(OpenedFile.OpenUnlocked(path), ref split);
        return _file;
    }

    /// <summary>Goes on to the file that was written after the former one.</summary>
    public OffsetSplit Next(OffsetSplit split)
    {
        var former = _file!;

        // First the file at the path: rotated away after that, it is found as the next one.
        var current = OpenCurrent();
        var next = Rotation.NextOf(path, former, out var compressed);
        if ((next ?? current) is not { } begun)
        {
            // Another one was rotated away just now and none has taken its place; what follows is looked for again.
            IsOver = false;
            return split;
        }

        foreach (var lost in compressed)
        {
            notify(FileNotices.FileCompressed.With($"The file '{lost}' was compressed before it was read; what is in it and was not in '{former.Path}' is not read."));
        }

        if (next is not null)
        {
            current?.Dispose();
        }

        var isBack = begun.Identity is { } identity && identity == former.Identity;
        notify(FileNotices.FileFollowed.With(isBack
            ? $"The file '{path}' has its name again; reading goes on behind byte {split.Position}."
            : $"The file '{former.Path}' has been read to its end at byte {split.Position}; reading goes on with '{begun.Path}'."));
        former.Dispose();
        _seen = null;
        _file = begun;
        IsFormer = next is not null;
        IsOver = false;
        _isLast = false;
        _quiet = null;
        return isBack ? split : split with { Position = 0, Tag = new FileMark("", begun.Identity).ToString() };
    }

    /// <summary>Closes the file; a former one is found again by its identity.</summary>
    /// <param name="hasMore">Whether it is to be read on although it may not have changed.</param>
    public void Close(bool hasMore)
    {
        _file?.Dispose();
        _file = null;
        if (hasMore)
        {
            _seen = null;
        }

        if (IsFormer)
        {
            _seen = null;
            IsFormer = IsOver = _isLast = false;
            _quiet = null;
        }
    }

    /// <summary>The file has been read to its end for now. Windows lets nobody open for himself alone what is open here, so there it is closed.</summary>
    public void Rest()
    {
        if (OperatingSystem.IsWindows() && !IsFormer)
        {
            _file?.Dispose();
            _file = null;
        }
    }

    /// <summary>Notes that the file is not there.</summary>
    public void Miss()
    {
        if (!_isMissing)
        {
            notify(FileNotices.FileMissing.With(_seen is null
                ? $"The file '{path}' does not exist yet; waiting for it."
                : $"The file '{path}' has disappeared; waiting for it to come back."));
        }

        _isMissing = true;
        _seen = null;
    }

    /// <summary>The file at the path, or <see langword="null"/> where there is none.</summary>
    /// <exception cref="IOException">There is one, and it cannot be read; also <see cref="UnauthorizedAccessException"/>.</exception>
    private OpenedFile? OpenCurrent()
    {
        try
        {
            return OpenedFile.OpenUnlocked(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private OpenedFile? LookAtFormer(OffsetSplit split)
    {
        var length = _file!.Length;
        if (_isLast || HasNewerFormer(_file))
        {
            // Nobody writes to it any more.
            IsOver = true;
        }
        else if (new FileInfo(path) is { Exists: true, Length: > 0 })
        {
            var now = time.GetTimestamp();
            _quiet = _quiet is { } quiet && quiet.Length == length ? quiet : (length, now);
            IsOver = time.GetElapsedTime(_quiet.Value.Since, now) >= options.RotationGrace;
        }

        return IsOver || length > split.Position ? _file : null;
    }

    private bool HasNewerFormer(OpenedFile former)
    {
        using var next = Rotation.NextOf(path, former, out _);
        return next is not null;
    }

    private void Compare(OpenedFile found, ref OffsetSplit split)
    {
        var (position, mark) = (split.Position, FileMark.Parse(split.Tag));
        var isSame = (_file?.Identity ?? mark.Identity) is { } known && found.Identity is { } identity ? known == identity : (bool?)null;
        var headLength = FileHead.LengthOf(mark.Head);
        OpenedFile? former = null;
        var isCopy = isSame != false;
        var decision = FollowRules.Decide(
            isSame,
            found.Length,
            position,
            headLength,
            found.Length >= headLength && FileHead.Matches(mark.Head, found.Handle),
            () => (former = isCopy ? Rotation.FindCopy(path, mark, position) : FindRenamed(mark, position)) is not null,
            _file is not null);
        switch (decision)
        {
            case FollowDecision.GoOn:
                Read(found);
                split = split with { Tag = (mark with { Identity = found.Identity }).ToString() };
                break;
            case FollowDecision.FormerFirst:
                found.Dispose();
                if (former is not null)
                {
                    Read(former);
                }

                IsFormer = true;
                _isLast = isCopy;
                notify(FileNotices.FileRotated.With($"The file '{path}' was rotated; its former content{(former is null ? "" : $" in '{former.Path}'")} is read to its end first, from byte {position}."));
                break;
            case FollowDecision.Anew:
                Read(found);
                notify(FileNotices.FormerFileLost.With($"The file '{path}' was {(isCopy ? "written anew" : "replaced")} and its former content is not found: what it held behind byte {position} and was not read yet is lost. It is read from its beginning."));
                split = split with { Position = 0, Tag = new FileMark("", found.Identity).ToString() };
                break;
            case FollowDecision.Refuse:
                var length = found.Length;
                found.Dispose();
                throw FileErrors.Shorter(split, length);
        }
    }

    private OpenedFile? FindRenamed(FileMark mark, long position) =>
        Rotation.Find(path, _file is { Identity: { } identity } ? mark with { Identity = identity } : mark, position);

    private void Read(OpenedFile file)
    {
        if (!ReferenceEquals(_file, file))
        {
            _file?.Dispose();
            _file = file;
        }
    }

    private bool HasChanged()
    {
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            if (Directory.Exists(path))
            {
                throw FileErrors.IsDirectory(path);
            }

            Miss();
            return false;
        }

        _isMissing = false;
        // Linux stamps files with a clock of a few milliseconds: within one tick, another file of the same length looks the same.
        var now = (file.Length, file.LastWriteTimeUtc, FileIdentity.At(path));
        if (now == _seen)
        {
            return false;
        }

        _seen = now;
        return true;
    }
}
