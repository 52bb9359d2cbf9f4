using AkkaStreamProc.Connectors.Files.Internal;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sinks;

namespace AkkaStreamProc.Connectors.Files;

/// <summary>Writes records as lines of files in a directory, each record exactly once.</summary>
/// <typeparam name="T">The type of the records.</typeparam>
/// <remarks>
/// <para>
/// Every subtask writes one file for each checkpoint in which it had records, named
/// <c>part-OPERATOR-HASH-SUBTASK-CHECKPOINT.jsonl</c> after the operator, a hash of job and operator, the number of the
/// subtask and the checkpoint. Until its checkpoint is complete the name begins with a dot; readers leave such files
/// alone. A file without the dot is complete and never changes again; it may be taken away once the next checkpoint is
/// complete, until then a restart looks for it.
/// </para>
/// <para>
/// A directory belongs to one sink of one life of a job, which the file <c>.sink-owner.json</c> in it names and which is
/// locked while the job writes. A sink refuses to start where the directory is being written into by anybody else, in
/// whatever process and by whatever path, and where it holds files that the restored checkpoint knows nothing of: of
/// another sink, of another life of the job (its store was lost), or of later checkpoints (the store is an older copy).
/// Those files would be written again. They are never overwritten or deleted; move them away to go on. Other files in the
/// directory are never touched.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// var counts = new FileSink&lt;Count&gt;("out", new JsonRecordSerializer&lt;Count&gt;(Json.Default.Count));
/// </code>
/// </example>
public sealed class FileSink<T> : ISink<T>
{
    internal const int DefaultChunkBytes = 256 * 1024;

    private readonly string _directory;
    private readonly ISerializer<T> _serializer;
    private readonly int _chunkBytes;

    /// <summary>Describes a sink. Nothing is created before a writer starts.</summary>
    /// <param name="directory">The directory, created where it is missing.</param>
    /// <param name="serializer">Encodes one record without a line feed; the sink ends the line.</param>
    /// <exception cref="ArgumentException">The directory is empty.</exception>
    public FileSink(string directory, ISerializer<T> serializer)
        : this(directory, serializer, DefaultChunkBytes)
    {
    }

    /// <param name="directory">The directory.</param>
    /// <param name="serializer">Encodes one record.</param>
    /// <param name="chunkBytes">How many bytes are written at once.</param>
    internal FileSink(string directory, ISerializer<T> serializer, int chunkBytes)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        _directory = directory;
        _serializer = serializer;
        _chunkBytes = chunkBytes;
    }

    /// <inheritdoc/>
    public string Description => $"files({_directory})";

    /// <inheritdoc/>
    public DeliveryGuarantee Guarantee => DeliveryGuarantee.ExactlyOnce;

    /// <inheritdoc/>
    public ISinkWriter<T> CreateWriter(ISubtaskContext context) => new TransactionalSinkWriter<T>(
        context, cancellation => new FileTarget<T>(_directory, _serializer, _chunkBytes, context, cancellation));
}
