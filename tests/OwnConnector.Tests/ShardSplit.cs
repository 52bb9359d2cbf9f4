using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.OwnConnector.Tests;

/// <summary>A shard, read up to an entry. A position is the text of the last entry that was read, as of a system that knows no numbers.</summary>
internal sealed record ShardSplit(string Id, string? LastEntry) : SourceSplit(Id)
{
    public override string PositionText => LastEntry ?? "(its beginning)";
}
