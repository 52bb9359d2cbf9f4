namespace AkkaStreamProc.Actors.Checkpoints.Manifests;

/// <summary>Where a range of key groups of one state lies, or an item of one subtask.</summary>
/// <param name="State">The name of the state or item.</param>
/// <param name="FirstKeyGroup">The first key group; 0 for an item.</param>
/// <param name="KeyGroups">How many there are; 0 for an item.</param>
/// <param name="Object">The name of the object.</param>
/// <param name="Offset">The first byte in it.</param>
/// <param name="Length">How many bytes there are; the index of the object says where each key group lies, and its hash.</param>
internal sealed record ManifestPart(string State, int FirstKeyGroup, int KeyGroups, string Object, long Offset, long Length);
