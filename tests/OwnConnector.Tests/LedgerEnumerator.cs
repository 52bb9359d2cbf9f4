using System.Text.Json;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.OwnConnector.Tests;

/// <summary>Looks for shards on the worker, and hands each to the subtask with the fewest; keeps the names of those that have been read.</summary>
internal sealed class LedgerEnumerator(Ledger ledger, ISplitEnumeratorContext context) : ISplitEnumerator
{
    private readonly HashSet<string> _read = [];
    private readonly Dictionary<string, int> _reading = [];
    private bool _hasBegun;
    private bool _hasEnded;

    public void Start(RestoredSource? restored)
    {
        _read.UnionWith(restored is { Enumerator.Length: > 0 } ? JsonSerializer.Deserialize<string[]>(restored.Enumerator.Span)! : []);
        _read.UnionWith((restored?.Splits ?? []).Where(split => split.IsFinished).Select(split => split.Id));
        foreach (var split in (restored?.Splits ?? []).Where(split => !split.IsFinished))
        {
            Assign(split);
        }

        Look();
    }

    public void OnFinished(int subtask, SourceSplit split)
    {
        _read.Add(split.Id);
        _reading.Remove(split.Id);
        context.Forget(split.Id);
        Look();
    }

    public ReadOnlyMemory<byte> Freeze() => JsonSerializer.SerializeToUtf8Bytes(_read);

    public void Dispose()
    {
    }

    private void Look() => context.Worker.Post(() =>
    {
        List<(string Name, string? Parent)> shards = [.. ledger.Shards.Select(shard => (shard.Key, shard.Value.Parent))];
        context.Post(() => Take(shards));
    });

    private void Take(List<(string Name, string? Parent)> shards)
    {
        foreach (var (name, parent) in shards)
        {
            if (!_read.Contains(name) && !_reading.ContainsKey(name) && (parent is null || _read.Contains(parent)))
            {
                Assign(new ShardSplit(name, null));
            }
        }

        if (!_hasBegun)
        {
            _hasBegun = true;
            context.BeginReading();
        }

        if (!_hasEnded && shards.TrueForAll(shard => _read.Contains(shard.Name) || _reading.ContainsKey(shard.Name)))
        {
            _hasEnded = true;
            context.EndOfSplits();
        }
    }

    private void Assign(SourceSplit split)
    {
        var subtask = Enumerable.Range(0, context.Parallelism).MinBy(index => _reading.Values.Count(owner => owner == index));
        _reading.Add(split.Id, subtask);
        context.Assign(split, subtask);
    }
}
