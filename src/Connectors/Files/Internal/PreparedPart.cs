namespace AkkaStreamProc.Connectors.Files.Internal;

/// <summary>A file that is durable and waits for its checkpoint to complete.</summary>
/// <param name="CheckpointId">The checkpoint that ends its epoch.</param>
/// <param name="Name">The name it will have, without its directory.</param>
/// <param name="Length">How many bytes it has.</param>
/// <param name="Records">How many records it holds.</param>
internal sealed record PreparedPart(long CheckpointId, string Name, long Length, long Records);
