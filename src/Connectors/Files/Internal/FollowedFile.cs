namespace AkkaStreamProc.Connectors.Files.Internal;

/// <summary>Notices cheaply, by length and time of the last write, whether a file is worth opening again.</summary>
internal sealed class FollowedFile(string path, Action<string> notify)
{
    private (long Length, DateTime Written)? _seen;
    private bool _isMissing;

    /// <summary>Whether the file exists and differs from what it was at the last call.</summary>
    /// <exception cref="FilesException">A directory stands in its place.</exception>
    public bool HasChanged()
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
        var now = (file.Length, file.LastWriteTimeUtc);
        if (now == _seen)
        {
            return false;
        }

        _seen = now;
        return true;
    }

    /// <summary>Notes that the file is not there.</summary>
    public void Miss()
    {
        if (!_isMissing)
        {
            notify(_seen is null
                ? $"The file '{path}' does not exist yet; waiting for it."
                : $"The file '{path}' has disappeared; waiting for it to come back.");
        }

        _isMissing = true;
        _seen = null;
    }
}
