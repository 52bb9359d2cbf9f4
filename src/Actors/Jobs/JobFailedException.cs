using AkkaStreamProc.Actors;
using AkkaStreamProc.Actors.Jobs;

namespace AkkaStreamProc;

/// <summary>A job cannot be submitted, or has failed for good; the first cause stands in front.</summary>
public sealed class JobFailedException(string message, Exception? innerException = null)
    : StreamProcessingException(message, innerException);
