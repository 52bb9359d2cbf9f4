using Akka.Actor.Setup;

namespace AkkaStreamProc.Host.Logging;

/// <summary>Hands the log to the logger, which the actor system creates by itself.</summary>
internal sealed class LogSetup(Log log) : Setup
{
    public Log Log => log;
}
