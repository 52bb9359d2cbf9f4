
namespace AkkaStreamProc.Connectors.Files;

/// <summary>A file or directory could not be read or written as the job needs it.</summary>
public sealed class FilesException : StreamProcessingException
{
    /// <summary>Creates an error about one file or directory.</summary>
    /// <param name="path">The file or directory.</param>
    /// <param name="message">What was attempted, on what, and what to do.</param>
    /// <param name="innerException">The cause, where there is one.</param>
    public FilesException(string path, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Path = path;
    }

    /// <summary>The file or directory.</summary>
    public string Path { get; }
}
