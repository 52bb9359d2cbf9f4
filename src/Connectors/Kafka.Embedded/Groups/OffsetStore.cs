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

    /// <summary>The names of the groups that have ever committed and were not deleted.</summary>
    public IReadOnlyList<string> Groups
    {
        get
        {
            lock (_gate)
            {
                return [.. _groups.Keys];
            }
        }
    }

    public bool Has(string groupId)
    {
        lock (_gate)
        {
            return _groups.ContainsKey(groupId);
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

    /// <summary>Forgets some of what a group has committed.</summary>
    /// <exception cref="IOException">The file could not be written; nothing has changed.</exception>
    public void Forget(string groupId, IReadOnlyCollection<(string Topic, int Partition)> partitions)
    {
        lock (_gate)
        {
            if (_groups.TryGetValue(groupId, out var offsets) && partitions.Any(offsets.ContainsKey))
            {
                Save(groupId, offsets.Where(pair => !partitions.Contains(pair.Key)).ToDictionary());
            }
        }
    }

    /// <summary>Forgets a group and everything it has committed.</summary>
    /// <exception cref="IOException">The file could not be deleted; nothing has changed.</exception>
    public void Delete(string groupId)
    {
        lock (_gate)
        {
            File.Delete(PathOf(groupId));
            _groups.Remove(groupId);
        }
    }

    private void Save(string groupId, Dictionary<(string, int), CommittedOffset> offsets)
    {
        StorageJson.Write(PathOf(groupId), new GroupFile(groupId, [.. offsets.Values]), StorageJson.Default.GroupFile, _flush);
        _groups[groupId] = offsets;
    }

    /// <summary>Group names may be longer than file names and hold any character.</summary>
    private string PathOf(string groupId) =>
        Path.Combine(_directory, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(groupId)).AsSpan(0, 16)) + ".json");
}
