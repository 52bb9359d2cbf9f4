using AkkaStreamProc.Actors.Specs.Support;

namespace AkkaStreamProc.Actors.Specs.Running;

/// <summary>The specs of running jobs once more, with every batch written and read again on its way.</summary>
public static class OverLoopBack
{
    public sealed class Checkpoints(LoopBackSystem system) : CheckpointSpecs(system), IClassFixture<LoopBackSystem>;

    public sealed class Exchanges(LoopBackSystem system) : ExchangeSpecs(system), IClassFixture<LoopBackSystem>;

    public sealed class Failures(LoopBackSystem system) : FailureSpecs(system), IClassFixture<LoopBackSystem>;

    public sealed class Ends(LoopBackSystem system) : FinishingSpecs(system), IClassFixture<LoopBackSystem>;

    public sealed class Topologies(LoopBackSystem system) : TopologySpecs(system), IClassFixture<LoopBackSystem>;
}
