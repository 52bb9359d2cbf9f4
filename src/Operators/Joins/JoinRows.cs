using System.Runtime.InteropServices;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Joins;

/// <summary>Rows by time; those of one time as they came. They leave from the front.</summary>
/// <remarks>
/// What has left stays in the list until that is half of it, so that rows which leave one by one move the others once, and not each
/// time. The list is changed in place; how many have left belongs to the struct.
/// </remarks>
internal struct JoinRows<T>
{
    private List<JoinRow<T>>? _rows;
    private int _left;

    public readonly bool IsEmpty => _rows is null || _rows.Count == _left;

    /// <summary>How many wait.</summary>
    public readonly int Count => _rows is null ? 0 : _rows.Count - _left;

    /// <summary>A row by its place, from 0 on.</summary>
    public readonly JoinRow<T> this[int index] => _rows![_left + index];

    /// <summary>The place of the first row at or behind a time.</summary>
    public readonly int PlaceOf(long time) => TimeOrder.PlaceOf(_rows, _left, time) - _left;

    /// <summary>The place of the first row behind a time.</summary>
    public readonly int PlaceBehind(long time) => TimeOrder.PlaceBehind(_rows, _left, time) - _left;

    public void Insert(JoinRow<T> row)
    {
        _rows ??= [];
        if (IsEmpty || _rows[^1].Timestamp <= row.Timestamp)
        {
            _rows.Add(row);
        }
        else
        {
            _rows.Insert(_left + PlaceBehind(row.Timestamp), row);
        }
    }

    /// <summary>Says of rows that they have been in a pair.</summary>
    public readonly void Mark(int from, int end)
    {
        for (var at = _left + from; at < _left + end; at++)
        {
            CollectionsMarshal.AsSpan(_rows)[at].IsMatched = true;
        }
    }

    /// <summary>Takes rows out from somewhere.</summary>
    public readonly void Remove(int from, int end) => _rows?.RemoveRange(_left + from, end - from);

    /// <summary>Takes rows out from the front.</summary>
    public void RemoveFirst(int count)
    {
        if (count == 0)
        {
            return;
        }

        _left += count;
        if (_left > _rows!.Count / 2)
        {
            _rows.RemoveRange(0, _left);
            _left = 0;
            if (_rows.Capacity > 16 && _rows.Count < _rows.Capacity / 4)
            {
                _rows.Capacity = _rows.Count * 2;
            }
        }
    }
}
