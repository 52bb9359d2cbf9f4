using System.Runtime.InteropServices;

namespace AkkaStreamProc.Bench.Timers;

/// <summary>A heap of four children to a node that knows where each key stands: moving one takes no further room.</summary>
internal sealed class IndexedHeapTimers : ITimers
{
    private const int Arity = 4;

    private readonly Dictionary<long, int> _placeOf = [];
    private (long Timestamp, long Key)[] _heap = new (long, long)[16];
    private int _count;

    public void Register(long key, long timestamp)
    {
        if (_count == _heap.Length)
        {
            Array.Resize(ref _heap, _count * 2);
        }

        MoveUp(_count++, (timestamp, key));
    }

    public void Move(long key, long former, long timestamp)
    {
        var place = _placeOf[key];
        if (timestamp < former)
        {
            MoveUp(place, (timestamp, key));
        }
        else
        {
            MoveDown(place, (timestamp, key));
        }
    }

    public bool TryTake(long time, out long key, out long timestamp)
    {
        if (_count == 0 || _heap[0].Timestamp > time)
        {
            (key, timestamp) = (0, 0);
            return false;
        }

        (timestamp, key) = _heap[0];
        _placeOf.Remove(key);
        var last = _heap[--_count];
        if (_count > 0)
        {
            MoveDown(0, last);
        }

        return true;
    }

    private void MoveUp(int place, (long Timestamp, long Key) timer)
    {
        for (; place > 0 && _heap[(place - 1) / Arity].Timestamp > timer.Timestamp; place = (place - 1) / Arity)
        {
            Put(place, _heap[(place - 1) / Arity]);
        }

        Put(place, timer);
    }

    private void MoveDown(int place, (long Timestamp, long Key) timer)
    {
        for (var first = (place * Arity) + 1; first < _count; first = (place * Arity) + 1)
        {
            var best = first;
            for (var child = first + 1; child < Math.Min(first + Arity, _count); child++)
            {
                best = _heap[child].Timestamp < _heap[best].Timestamp ? child : best;
            }

            if (_heap[best].Timestamp >= timer.Timestamp)
            {
                break;
            }

            Put(place, _heap[best]);
            place = best;
        }

        Put(place, timer);
    }

    private void Put(int place, (long Timestamp, long Key) timer)
    {
        _heap[place] = timer;
        CollectionsMarshal.GetValueRefOrAddDefault(_placeOf, timer.Key, out _) = place;
    }
}
