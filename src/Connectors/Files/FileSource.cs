using AkkaStreamProc.Connectors.Files.Internal;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Connectors.Files;

/// <summary>Reads records from a file, from all files that match a pattern, or from files as they grow.</summary>
/// <typeparam name="T">The type of the records.</typeparam>
/// <remarks>
/// <para>
/// A split is one file and its position the byte offset of the next record. The files of a subtask are read in
/// rotation, one batch of each in turn, so that none of them lags far behind in event time.
/// </para>
/// <para>
/// A UTF-8 byte order mark and blank lines are skipped. The last line of a file counts without a line end too, except
/// in a followed file, where it is still being written. A file that was truncated or replaced while the job depends on
/// its old content fails the attempt, unless it is followed.
/// </para>
/// <para>
/// A followed file that does not exist yet, or no longer, is waited for. One that was rotated is known by its identity
/// (device and inode): the old file is read to its end under its new name in the same directory, then those that were
/// rotated after it (<c>NAME.1</c>, <c>NAME-20240501</c>), then the new one; also when this happened while the job was
/// down. Of a file that was copied and truncated, the rest is read from the copy. Where neither is found, a notice says
/// behind which byte content may be lost, and the new file is read. Compressed files are not supported: rotate without
/// compression, or delay it.
/// </para>
/// <para>
/// In a cluster every node must see the files under the same path. A relative path is relative to the working directory
/// of the process; it, not the absolute path, names the split in checkpoints.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// var clicks = new FileSource&lt;Click&gt;("logs/*.jsonl", new JsonDeserializer&lt;Click&gt;(Json.Default.Click));
/// </code>
/// </example>
public sealed class FileSource<T> : ISource<T>
{
    private readonly FilePattern _pattern;
    private readonly IDeserializer<T> _deserializer;
    private readonly FileSourceOptions _options;

    /// <summary>Describes a source of files. Nothing is looked at before a reader starts.</summary>
    /// <param name="path">
    /// A file, or a pattern: <c>*</c> and <c>?</c> match within a name, <c>**</c> any number of directories. Names that
    /// begin with a dot match only a pattern that does so too.
    /// </param>
    /// <param name="deserializer">Decodes one line, or the JSON object of one CSV row.</param>
    /// <param name="options">How to read; the defaults where not given.</param>
    /// <exception cref="ArgumentException">The path is empty, or an option is out of its range.</exception>
    public FileSource(string path, IDeserializer<T> deserializer, FileSourceOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        _options = options ?? new FileSourceOptions();
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(_options.PollInterval, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.RotationGrace, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.MaxRecordBytes, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(_options.MaxRecordBytes, FileWindow.MaxCapacity);
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.MaxOpenFiles, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.ChunkBytes, 1);
        if (!char.IsAscii(_options.Delimiter) || _options.Delimiter is '"' or '\r' or '\n')
        {
            throw new ArgumentException($"'{_options.Delimiter}' cannot separate the fields of a CSV row: use one ASCII character other than a quote or a line end.", nameof(options));
        }

        _pattern = new FilePattern(path);
        _deserializer = deserializer;
    }

    /// <inheritdoc/>
    /// <remarks>Says nothing of following: a job that followed a file may be started again to read it to its end.</remarks>
    public string Description => $"files({_pattern.Path})";

    /// <inheritdoc/>
    public bool IsBounded => !_options.IsFollowing;

    /// <inheritdoc/>
    public ISplitEnumerator CreateEnumerator(ISplitEnumeratorContext context) => new FileEnumerator(_pattern, _options, context);

    /// <inheritdoc/>
    public ISourceReader<T> CreateReader(ISubtaskContext context) => new FileSourceReader<T>(_deserializer, _options, context);
}
