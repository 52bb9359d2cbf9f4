using System.Security;

namespace AkkaStreamProc.Operators.Faults;

/// <summary>Tells errors that may pass from those that come again whatever is tried.</summary>
internal static class Transience
{
    /// <summary>
    /// Whether another attempt may succeed. Our own errors say it themselves; of foreign ones only those that follow
    /// from the code as it is deployed are known not to pass.
    /// </summary>
    public static bool MayPass(Exception cause) => cause switch
    {
        StreamProcessingException own => own.IsTransient,
        AggregateException { InnerExceptions.Count: > 0 } several => several.InnerExceptions.All(MayPass),
        TypeInitializationException { InnerException: { } inner } => MayPass(inner),
        TypeLoadException or MissingMemberException or BadImageFormatException or InvalidProgramException or SecurityException => false,
        _ => true,
    };
}
