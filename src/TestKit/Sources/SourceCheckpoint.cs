using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.TestKit.Sources;

/// <summary>What a checkpoint of a scenario holds.</summary>
internal sealed record SourceCheckpoint(IReadOnlyList<SourceSplit> Splits, ReadOnlyMemory<byte> Enumerator);
