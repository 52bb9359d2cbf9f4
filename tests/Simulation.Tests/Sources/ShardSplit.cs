using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Simulation.Tests.Sources;

/// <summary>A shard of a <see cref="ShardSource"/> and how far it is read.</summary>
internal sealed record ShardSplit(string Id, int Shard, int Next) : SourceSplit(Id)
{
    public override string PositionText => $"#{Next}";
}
