namespace AkkaStreamProc.Shared;

/// <summary>Creates a directory so that it survives a power failure.</summary>
internal static class DurableDirectory
{
    public static void Create(string directory)
    {
        var missing = new Stack<string>();
        for (var path = Path.GetFullPath(directory); path is not null && !Directory.Exists(path); path = Path.GetDirectoryName(path))
        {
            missing.Push(path);
        }

        Directory.CreateDirectory(directory);
        foreach (var path in missing)
        {
            DirectorySync.Flush(Path.GetDirectoryName(path)!);
        }
    }
}
