using System.Runtime.CompilerServices;

namespace AkkaStreamProc.Operators.Time;

/// <summary>Keys that are to be called at times that do not go back, in a ring.</summary>
internal sealed class DueLane<TKey>
    where TKey : notnull
{
    private const int MinSize = 16;
    private const int KeptSize = 1024;
    private const int RoundsOfCalm = 16;

    private Due<TKey>[] _ring = [];
    private int _first;
    private int _count;

    // How many have been taken since the ring was last used well.
    private int _calm;

    /// <summary>The first of the times, or <see cref="long.MaxValue"/> where there is none.</summary>
    public long NextTime { get; private set; } = long.MaxValue;

    public long Bytes => (long)_ring.Length * Unsafe.SizeOf<Due<TKey>>();

    /// <returns>Whether it is not before the last one, and so has been added.</returns>
    public bool TryAdd(in Due<TKey> due)
    {
        if (_count > 0 && _ring[(_first + _count - 1) & (_ring.Length - 1)].Time > due.Time)
        {
            return false;
        }

        if (_count == _ring.Length)
        {
            Resize(Math.Max(MinSize, _count * 2));
        }

        _ring[(_first + _count) & (_ring.Length - 1)] = due;
        if (_count++ == 0)
        {
            NextTime = due.Time;
        }

        return true;
    }

    /// <summary>Takes the first one.</summary>
    public Due<TKey> Take()
    {
        ref var first = ref _ring[_first];
        var due = first;
        if (RuntimeHelpers.IsReferenceOrContainsReferences<TKey>())
        {
            first = default;
        }

        _first = (_first + 1) & (_ring.Length - 1);
        _count--;
        _calm = _count < _ring.Length / 4 ? _calm + 1 : 0;
        if (_calm > RoundsOfCalm * _ring.Length && _ring.Length > KeptSize)
        {
            Resize(_ring.Length / 2);
        }

        NextTime = _count == 0 ? long.MaxValue : _ring[_first].Time;
        return due;
    }

    private void Resize(int size)
    {
        var ring = new Due<TKey>[size];
        for (var i = 0; i < _count; i++)
        {
            ring[i] = _ring[(_first + i) & (_ring.Length - 1)];
        }

        (_ring, _first, _calm) = (ring, 0, 0);
    }
}
