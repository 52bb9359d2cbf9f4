namespace AkkaStreamProc.Operators.Snapshots;

/// <summary>What one operator contributes to a snapshot: named items as bytes, and keyed states.</summary>
internal sealed class OperatorFreeze(string operatorName, SubtaskFreeze owner)
{
    private readonly List<(string Name, ReadOnlyMemory<byte> Bytes)> _items = [];
    private readonly List<IFrozenKeyedState> _keyed = [];

    public string OperatorName => operatorName;

    public long CheckpointId => owner.CheckpointId;

    public IReadOnlyList<(string Name, ReadOnlyMemory<byte> Bytes)> Items => _items;

    public IReadOnlyList<IFrozenKeyedState> Keyed => _keyed;

    public void Add(string name, ReadOnlyMemory<byte> bytes) => _items.Add((name, bytes));

    public void Add(IFrozenKeyedState state) => _keyed.Add(state);

    /// <summary>Announces an item that is not there yet; the snapshot waits for it.</summary>
    /// <returns>To be called once, on the subtask, with the bytes.</returns>
    public Action<ReadOnlyMemory<byte>> AddLater(string name)
    {
        owner.Await();
        return bytes =>
        {
            _items.Add((name, bytes));
            owner.Arrived();
        };
    }
}
