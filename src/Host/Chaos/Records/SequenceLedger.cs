namespace AkkaStreamProc.Host.Chaos.Records;

/// <summary>Holds every record of the output against what must come: for each key 1, 2, 3, ..., with a count that is equal.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class SequenceLedger(int keys)
{
    private readonly Lock _lock = new();
    private readonly long[] _last = new long[keys];
    private readonly HashSet<(int Key, long Sequence)> _missing = [];
    private readonly List<string> _violations = [];

    /// <summary>How many records were read.</summary>
    public long Records { get; private set; }

    /// <summary>How many came though they had been there.</summary>
    public long Doubled { get; private set; }

    /// <summary>How many came behind a later one of their key.</summary>
    public long Reordered { get; private set; }

    /// <summary>How many came with a count that is not their number: state was lost, doubled or mixed up.</summary>
    public long Miscounted { get; private set; }

    /// <summary>What was wrong, in the order it was seen; the first few.</summary>
    public IReadOnlyList<string> Violations
    {
        get
        {
            lock (_lock)
            {
                return [.. _violations];
            }
        }
    }

    /// <summary>Takes a record of the output.</summary>
    /// <param name="key">The key.</param>
    /// <param name="sequence">Its number.</param>
    /// <param name="count">What the job counted.</param>
    /// <param name="where">Where it stands, for the report.</param>
    public void Take(int key, long sequence, long count, string where)
    {
        lock (_lock)
        {
            Records++;
            if (sequence > _last[key])
            {
                for (var skipped = _last[key] + 1; skipped < sequence; skipped++)
                {
                    _missing.Add((key, skipped));
                    Note($"key {key}: {skipped} is missing before {sequence} at {where}");
                }

                _last[key] = sequence;
            }
            else if (_missing.Remove((key, sequence)))
            {
                Reordered++;
                Note($"key {key}: {sequence} came behind {_last[key]} at {where}");
            }
            else
            {
                Doubled++;
                Note($"key {key}: {sequence} came again, behind {_last[key]}, at {where}");
            }

            if (count != sequence)
            {
                Miscounted++;
                Note($"key {key}: {sequence} was counted as {count} at {where}");
            }
        }
    }

    /// <summary>How many of the records that were produced have not come.</summary>
    /// <param name="produced">The last number of each key.</param>
    public long Outstanding(IReadOnlyList<long> produced)
    {
        lock (_lock)
        {
            return _missing.Count + produced.Select((last, key) => Math.Max(0, last - _last[key])).Sum();
        }
    }

    private void Note(string violation)
    {
        if (_violations.Count < 20)
        {
            _violations.Add(violation);
        }
    }
}
