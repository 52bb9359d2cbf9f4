namespace AkkaStreamProc;

/// <summary>
/// The root of every error this product raises on purpose: what was attempted, on what, and what to do about it.
/// </summary>
/// <remarks>
/// The message is written for the person who operates the job and is complete without the stack trace.
/// Catch this type to tell a named failure of the stream processor from a defect.
/// </remarks>
public class StreamProcessingException : Exception
{
    /// <summary>Creates an error with a message for the operator of the job.</summary>
    /// <param name="message">What was attempted, on what, and what to do.</param>
    /// <param name="innerException">The cause, where there is one.</param>
    public StreamProcessingException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>
    /// Whether the same thing may succeed when it is attempted again and nothing was changed meanwhile. An error that
    /// cannot pass ends a job at once; one that may is followed by the next attempt, as the restart strategy says.
    /// </summary>
    /// <remarks><see langword="false"/> unless set. (Named after the property of ADO.NET's <c>DbException</c>.)</remarks>
    public bool IsTransient { get; init; }
}
