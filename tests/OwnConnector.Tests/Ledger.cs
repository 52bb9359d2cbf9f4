using AkkaStreamProc.Operators.Sinks;

namespace AkkaStreamProc.OwnConnector.Tests;

/// <summary>An outside system in memory: shards that were split while they were written, and a book that takes entries in whole pages.</summary>
/// <remarks>Outlives the jobs that read and write it. Any thread may use it.</remarks>
internal sealed class Ledger
{
    private readonly Lock _gate = new();
    private readonly List<string> _book = [];
    private readonly Dictionary<int, (Guid Identity, long CheckpointId)> _markers = [];
    private readonly Dictionary<int, object> _owners = [];
    private readonly Dictionary<object, int> _open = [];

    /// <summary>The shards by name, in the order in which they came into being; each names the one that it came from.</summary>
    public Dictionary<string, (string? Parent, IReadOnlyList<string> Entries)> Shards { get; } = [];

    public IReadOnlyList<string> Book => Locked(() => _book.ToList());

    /// <summary>Pages that are begun and neither entered nor thrown away, by subtask.</summary>
    public IReadOnlyList<int> OpenPages => Locked(() => _open.Values.ToList());

    public void TakeOver(int subtask, object owner) => Locked(() =>
    {
        _owners[subtask] = owner;
        foreach (var page in _open.Where(page => page.Value == subtask).Select(page => page.Key).ToList())
        {
            _open.Remove(page);
        }

        return true;
    });

    public void Open(object page, int subtask) => Locked(() => _open.TryAdd(page, subtask));

    public void Close(object page) => Locked(() => _open.Remove(page));

    public (Guid Identity, long CheckpointId)? MarkerOf(int subtask) => Locked(() => _markers.TryGetValue(subtask, out var marker) ? marker : ((Guid, long)?)null);

    /// <summary>Enters a page with its marker, unless the marker says that it is there already.</summary>
    public void Enter(SinkLife life, long checkpointId, IEnumerable<string> entries, object owner) => Locked(() =>
    {
        if (_owners.GetValueOrDefault(life.Subtask) != owner)
        {
            throw new StreamProcessingException($"Subtask {life.Subtask} is written by a later attempt.");
        }

        if (!_markers.TryGetValue(life.Subtask, out var marker) || marker.Identity != life.Identity || marker.CheckpointId < checkpointId)
        {
            _book.AddRange(entries);
            _markers[life.Subtask] = (life.Identity, checkpointId);
        }

        return true;
    });

    private T Locked<T>(Func<T> action)
    {
        lock (_gate)
        {
            return action();
        }
    }
}
