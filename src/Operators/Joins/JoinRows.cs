using System.Runtime.InteropServices;

namespace AkkaStreamProc.Operators.Joins;

/// <summary>Rows by time, those of one time as they came, in the form in which snapshots have them.</summary>
/// <remarks>The form is that of a list of which some rows may have left.</remarks>
internal struct JoinRows<T>
{
    private List<JoinRow<T>>? _rows;
    private int _left;

    /// <summary>The rows that are there.</summary>
    public readonly ReadOnlySpan<JoinRow<T>> Span => CollectionsMarshal.AsSpan(_rows)[_left..];

    /// <summary>Rows as they are to be written; the list is used again for the next ones.</summary>
    public void Set(ReadOnlySpan<JoinRow<T>> rows)
    {
        _rows ??= [];
        _rows.Clear();
        _rows.AddRange(rows);
        _left = 0;
    }
}
