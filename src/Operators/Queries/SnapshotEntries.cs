using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Operators.Queries;

/// <summary>What the snapshots of a checkpoint have of a state with one entry for each key. Reads one key group with every call.</summary>
/// <param name="restore">What they have of the operator.</param>
/// <param name="format">How the state is written.</param>
internal sealed class SnapshotEntries<TKey, TStored>(OperatorRestore restore, KeyedStateFormat<TKey, TStored> format) : IStoredEntries<TKey, TStored>
    where TKey : notnull
{
    public bool TryPeek(int keyGroup, TKey key, ulong hash, out TStored stored)
    {
        foreach (var (other, value, _) in Read(keyGroup))
        {
            if (EqualityComparer<TKey>.Default.Equals(other, key))
            {
                stored = value;
                return true;
            }
        }

        stored = default!;
        return false;
    }

    public int Visit(int keyGroup, Action<TKey, TStored, int> visit)
    {
        var visited = 0;
        foreach (var (key, value, bytes) in Read(keyGroup))
        {
            visit(key, value, bytes);
            visited++;
        }

        return visited;
    }

    private IEnumerable<(TKey Key, TStored Stored, int Bytes)> Read(int keyGroup)
    {
        foreach (var (_, reader, written) in restore.Keyed(format, new KeyGroupRange(keyGroup, 1)))
        {
            for (var count = reader.ReadCount(); count > 0; count--)
            {
                var key = written.ReadKey(reader);
                var start = reader.Position;
                var value = written.ReadValue(reader);
                yield return (key, value, reader.Position - start);
            }
        }
    }
}
