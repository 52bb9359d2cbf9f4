namespace AkkaStreamProc.Connectors.Files;

/// <summary>How a <see cref="FileSource{T}"/> reads.</summary>
public sealed record FileSourceOptions
{
    /// <summary>The format of every file; <see langword="null"/> for CSV where the name ends with <c>.csv</c>, JSON Lines elsewhere.</summary>
    public FileFormat? Format { get; init; }

    /// <summary>
    /// Whether to keep reading as the files grow, and to find new files where the path is a pattern. Otherwise each
    /// file is read up to the length it has when the job first sees it.
    /// </summary>
    public bool IsFollowing { get; init; }

    /// <summary>How often a followed file is looked at once it has been read to its end; 200 ms unless given.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// How long nothing must have been added to a followed file that was rotated away before the file that took its
    /// place is read; 2 s unless given. What is added later is lost. Counts from the first content of the new file.
    /// </summary>
    public TimeSpan RotationGrace { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a record may be, in bytes without its line end; 16 MiB unless given. A longer one is a bad record.</summary>
    public int MaxRecordBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>What separates the fields of a CSV row: one ASCII character other than a quote or a line end.</summary>
    public char Delimiter { get; init; } = ',';

    /// <summary>
    /// How many files one subtask keeps open at the same time; 32 unless given. With more files each is closed after
    /// its turn and opened again for the next.
    /// </summary>
    public int MaxOpenFiles { get; init; } = 32;

    /// <summary>How many bytes are read at once.</summary>
    internal int ChunkBytes { get; init; } = 256 * 1024;
}
