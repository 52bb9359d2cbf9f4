namespace AkkaStreamProc.Operators.Snapshots;

/// <summary>Where a snapshot has one state, or one item, of an operator: its sections lie one behind the other.</summary>
/// <param name="Operator">The name of the operator.</param>
/// <param name="State">The name of the state or item.</param>
/// <param name="FirstKeyGroup">The first key group of a keyed state; 0 for an item.</param>
/// <param name="KeyGroups">How many key groups a keyed state has here; 0 for an item, and for a copy of what all subtasks have.</param>
/// <param name="Offset">The first byte.</param>
/// <param name="Length">How many bytes there are.</param>
internal sealed record SnapshotPart(string Operator, string State, int FirstKeyGroup, int KeyGroups, long Offset, long Length);
