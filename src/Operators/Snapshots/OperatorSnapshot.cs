namespace AkkaStreamProc.Operators.Snapshots;

/// <summary>What a snapshot holds of one operator.</summary>
internal sealed record OperatorSnapshot(
    IReadOnlyList<(string Name, ReadOnlyMemory<byte> Bytes)> Items,
    IReadOnlyList<KeyedStateSnapshot> Keyed);

/// <summary>What a snapshot holds of one keyed state: the bytes of each key group from <paramref name="FirstKeyGroup"/> on.</summary>
internal sealed record KeyedStateSnapshot(
    string Name,
    string KeySchema,
    string ValueSchema,
    int FirstKeyGroup,
    ReadOnlyMemory<byte>[] Groups);
