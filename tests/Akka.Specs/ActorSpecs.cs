using Akka.Configuration;
using Xunit2 = Akka.TestKit.Xunit2;

namespace AkkaStreamProc.Akka.Specs;

/// <summary>Specs with an actor system, which wait long enough for a busy machine.</summary>
public abstract class ActorSpecs(Config? config = null)
    : Xunit2.TestKit(ConfigurationFactory.ParseString("akka.test.single-expect-default = 60s").WithFallback(config ?? Config.Empty));
