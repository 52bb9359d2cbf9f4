namespace AkkaStreamProc.Connectors.Kafka.Embedded.Storage;

/// <summary>Small files that are replaced as a whole: a reader finds the old content or the new one, whenever the process dies.</summary>
internal static class AtomicFile
{
    /// <summary>The ending of a file that is being written; one left behind is worth nothing.</summary>
    public const string TemporaryExtension = ".tmp";

    public static void Write(string path, ReadOnlySpan<byte> content, bool flush)
    {
        string temporary = path + TemporaryExtension;
        using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            file.Write(content);
            file.Flush(flush);
        }

        File.Move(temporary, path, overwrite: true);
    }
}
