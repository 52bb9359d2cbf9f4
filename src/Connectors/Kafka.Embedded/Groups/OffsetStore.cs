using System.Security.Cryptography;
using System.Text;
using AkkaStreamProc.Connectors.Kafka.Embedded.Storage;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Groups;

/// <summary>
/// The committed offsets of all groups, one small file per group, so that a commit costs what its own group costs.
/// All members may be called from any thread.
/// </summary>
internal sealed class OffsetStore
{
    private readonly Lock _gate = new();
    private readonly string _directory;
    private readonly bool _flush;
    private readonly Dictionary<string, Dictionary<(string Topic, int Partition), CommittedOffset>> _groups = new(StringComparer.Ordinal);

    public OffsetStore(string directory, bool flush)
    {
        _directory = directory;
        _flush = flush;
        Directory.CreateDirectory(directory);
        foreach (string path in Directory.EnumerateFiles(directory, "*.json"))
        {
            GroupFile file = StorageJson.Read(path, StorageJson.Default.GroupFile);
            _groups[file.GroupId] = file.Offsets.ToDictionary(offset => (offset.Topic, offset.Partition));
        }
    }

    /// <summary>Takes over offsets; on return they outlive the process.</summary>
    /// <exception cref="IOException">The file could not be written; nothing has changed.</exception>
    public void Commit(string groupId, IReadOnlyCollection<CommittedOffset> offsets)
    {
        lock (_gate)
        {
            var changed = new Dictionary<(string, int), CommittedOffset>(_groups.GetValueOrDefault(groupId) ?? []);
            foreach (CommittedOffset offset in offsets)
            {
                changed[(offset.Topic, offset.Partition)] = offset;
            }

            Save(groupId, changed);
        }
    }

    /// <summary>What a group has committed for a partition; null when nothing.</summary>
    public CommittedOffset? Find(string groupId, string topic, int partition)
    {
        lock (_gate)
        {
            return _groups.GetValueOrDefault(groupId)?.GetValueOrDefault((topic, partition));
        }
    }

    /// <summary>Everything a group has committed.</summary>
    public IReadOnlyList<CommittedOffset> All(string groupId)
    {
        lock (_gate)
        {
            return _groups.TryGetValue(groupId, out var offsets) ? [.. offsets.Values] : [];
        }
    }

    /// <summary>Forgets what was committed for a topic, so that a new topic of the same name starts afresh.</summary>
    public void Forget(string topic)
    {
        lock (_gate)
        {
            foreach ((string groupId, var offsets) in _groups.Where(group => group.Value.Keys.Any(key => key.Topic == topic)).ToArray())
            {
                Save(groupId, offsets.Where(pair => pair.Key.Topic != topic).ToDictionary());
            }
        }
    }

    private void Save(string groupId, Dictionary<(string, int), CommittedOffset> offsets)
    {
        // Group names may be longer than file names and hold any character.
        string name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(groupId)).AsSpan(0, 16));
        StorageJson.Write(Path.Combine(_directory, name + ".json"), new GroupFile(groupId, [.. offsets.Values]), StorageJson.Default.GroupFile, _flush);
        _groups[groupId] = offsets;
    }
}
