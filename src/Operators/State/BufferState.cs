using System.Collections;
using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc;

/// <summary>
/// Elements of each key in the order of their event times, and those of one time in the order in which they were added. A handle: it
/// stands for those of the key at hand.
/// </summary>
/// <typeparam name="T">The type of the elements.</typeparam>
/// <remarks>
/// For what must be looked at in the order of time: elements wait until event time has reached them, and are taken then
/// (<see cref="TakeUpTo"/>). Adding behind the last one costs as much as in a list, adding elsewhere moves those behind it.
/// </remarks>
public sealed class BufferState<T> : IReadOnlyCollection<Timestamped<T>>, IUndoable
{
    private readonly ValueState<Buffered<T>> _buffers;

    // Where the call at hand has put elements, in which list.
    private readonly List<(List<Timestamped<T>> Rows, int Place)> _additions = [];

    internal BufferState(ValueState<Buffered<T>> buffers) => _buffers = buffers;

    /// <summary>How many elements wait.</summary>
    public int Count => _buffers.Value is { Rows: { } rows, Left: var left } ? rows.Count - left : 0;

    /// <summary>The time of the first element, in milliseconds; <see langword="null"/> where there is none.</summary>
    public long? FirstTimestamp => _buffers.Value is { Rows: { } rows, Left: var left } ? rows[left].Timestamp : null;

    /// <summary>Adds an element.</summary>
    /// <param name="element">The element.</param>
    /// <param name="timestamp">Its event time, in milliseconds.</param>
    /// <exception cref="StreamProcessingException">It has no time: the record at hand has none.</exception>
    public void Add(T element, long timestamp)
    {
        if (timestamp == RecordBatch.NoTimestamp)
        {
            throw new StreamProcessingException(
                "An element without a time cannot be put into a buffer, which is in the order of time. Give the watermark strategy of the source WithTimestamps.");
        }

        var buffer = _buffers.Value;
        if (buffer.Rows is null)
        {
            buffer = new Buffered<T> { Rows = [] };
            _buffers.Value = buffer;
        }

        var place = buffer.Rows.Count == buffer.Left || buffer.Rows[^1].Timestamp <= timestamp
            ? buffer.Rows.Count
            : TimeOrder.PlaceBehind(buffer.Rows, buffer.Left, timestamp);
        if (_buffers.Journal is { } journal)
        {
            if (_additions.Count == 0)
            {
                journal.Add(this);
            }

            _additions.Add((buffer.Rows, place));
        }

        buffer.Rows.Insert(place, new Timestamped<T>(element, timestamp));
    }

    /// <summary>Takes all elements out whose times are not behind a moment, in their order.</summary>
    /// <param name="timestamp">The moment, in milliseconds; mostly the time of the timer at hand.</param>
    /// <returns>The elements with their times; none where there are none.</returns>
    public IReadOnlyList<Timestamped<T>> TakeUpTo(long timestamp)
    {
        var buffer = _buffers.Value;
        if (buffer.Rows is null)
        {
            return [];
        }

        var end = TimeOrder.PlaceBehind(buffer.Rows, buffer.Left, timestamp);
        var taken = buffer.Rows.GetRange(buffer.Left, end - buffer.Left);
        if (end == buffer.Rows.Count)
        {
            _buffers.Clear();
        }
        else if (end > buffer.Rows.Count / 2)
        {
            // Another list, so that a call that throws finds the former as it was.
            _buffers.Value = new Buffered<T> { Rows = buffer.Rows.GetRange(end, buffer.Rows.Count - end) };
        }
        else if (taken.Count > 0)
        {
            _buffers.Value = buffer with { Left = end };
        }

        return taken;
    }

    /// <summary>Removes all elements of the key at hand.</summary>
    public void Clear() => _buffers.Clear();

    /// <summary>Walks the elements in their order.</summary>
    /// <exception cref="StreamProcessingException">The walk goes on outside the call in which it began.</exception>
    public IEnumerator<Timestamped<T>> GetEnumerator()
    {
        var buffer = _buffers.Value;
        return StateWalk.Over(buffer.Rows is null ? [] : buffer.Rows.Skip(buffer.Left), _buffers).GetEnumerator();
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    void IUndoable.Undo()
    {
        for (var i = _additions.Count - 1; i >= 0; i--)
        {
            var (rows, place) = _additions[i];
            rows.RemoveAt(place);
        }

        _additions.Clear();
    }

    void IUndoable.Forget() => _additions.Clear();
}
