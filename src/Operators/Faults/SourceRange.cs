namespace AkkaStreamProc;

/// <summary>Where in a source a record was read.</summary>
/// <param name="Split">The split (<see cref="Operators.Sources.SourceSplit.Id"/>).</param>
/// <param name="First">The record lies at this position or behind it.</param>
/// <param name="Last">The record lies at this position or before it; the same as <paramref name="First"/> where its position is known.</param>
/// <remarks>Positions are those of the source, as it calls them: byte offsets, Kafka offsets.</remarks>
public sealed record SourceRange(string Split, string First, string Last)
{
    /// <inheritdoc/>
    public override string ToString() => First == Last ? $"{Split} at {First}" : $"{Split} between {First} and {Last}";
}
