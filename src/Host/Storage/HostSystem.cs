using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using AkkaStreamProc.Host.Logging;

namespace AkkaStreamProc.Host.Storage;

/// <summary>The actor system of a command.</summary>
internal static class HostSystem
{
    private const string Name = "akka-stream-proc";

    /// <summary>Creates it, with a log that is the command's.</summary>
    public static ActorSystem Create(Config config, Log log) =>
        ActorSystem.Create(Name, ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(config), new LogSetup(log)));
}
