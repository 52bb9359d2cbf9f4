namespace AkkaStreamProc.Operators.Batches.Codecs;

/// <summary>Bytes that came from another subtask are no batch of the type that is due.</summary>
/// <remarks>It may pass where they were damaged on their way, and does not where the two ends differ. No snapshot is at fault.</remarks>
internal sealed class BatchFormatException : StreamProcessingException
{
    public BatchFormatException(string message, bool isTransient, Exception? innerException = null)
        : base(message, innerException) => IsTransient = isTransient;
}
