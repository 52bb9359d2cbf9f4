using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.Operators.Tests.Snapshots;

/// <summary>A keyed state whose every key group is the same number of bytes, but for the first two, which tell the groups apart.</summary>
internal sealed class FrozenBytes(string name, int groups, int bytesOfGroup) : IFrozenKeyedState
{
    private readonly byte[] _bytes = new byte[bytesOfGroup];

    public string Name => name;

    public string KeySchema => "int";

    public string ValueSchema => "byte";

    public KeyGroupRange Range { get; } = KeyGroupRange.Of(0, 1, groups);

    public void Write(int keyGroup, SnapshotWriter writer)
    {
        (_bytes[0], _bytes[1]) = ((byte)keyGroup, (byte)(keyGroup >> 8));
        writer.WriteRaw(_bytes);
    }

    public void Release()
    {
    }
}
