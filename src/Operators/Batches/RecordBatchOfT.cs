using System.Runtime.CompilerServices;

namespace AkkaStreamProc.Operators.Batches;

/// <summary>A run of records of one type with their event times, in pooled arrays.</summary>
/// <typeparam name="T">The type of the records.</typeparam>
/// <remarks><inheritdoc cref="RecordBatch" path="/remarks"/></remarks>
public sealed class RecordBatch<T> : RecordBatch
{
    private RecordBatch(int capacity)
        : base(capacity)
    {
        Values = new T[capacity];
    }

    /// <summary>The records; the first <see cref="RecordBatch.Count"/> are valid.</summary>
    public T[] Values { get; }

    /// <summary>Takes an empty batch from the pool.</summary>
    /// <param name="capacity">
    /// How many records it must hold at least. Batches of up to <see cref="RecordBatch.DefaultCapacity"/> are pooled, in
    /// two sizes; larger ones are allocated.
    /// </param>
    public static RecordBatch<T> Rent(int capacity = DefaultCapacity)
    {
        if (capacity > DefaultCapacity)
        {
            return new RecordBatch<T>(capacity);
        }

        return capacity <= SmallCapacity
            ? BatchPool<T>.Small.TryTake() ?? new RecordBatch<T>(SmallCapacity)
            : BatchPool<T>.Full.TryTake() ?? new RecordBatch<T>(DefaultCapacity);
    }

    /// <summary>Appends one record.</summary>
    /// <param name="value">The record.</param>
    /// <param name="timestamp">Its event time in milliseconds, or <see cref="RecordBatch.NoTimestamp"/>.</param>
    /// <exception cref="IndexOutOfRangeException">The batch is full.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(T value, long timestamp)
    {
        var index = Count;
        Values[index] = value;
        Timestamps[index] = timestamp;
        Count = index + 1;
    }

    /// <summary>Appends one record to a batch with watermarks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Append(T value, long timestamp, long watermark)
    {
        var index = Count;
        Values[index] = value;
        Timestamps[index] = timestamp;
        Watermarks[index] = watermark;
        Count = index + 1;
    }

    /// <summary>Copies the batch, for a second consumer.</summary>
    public RecordBatch<T> Copy() => Slice(0, Count);

    /// <summary>Copies <paramref name="length"/> records from <paramref name="start"/> on into a batch of their own.</summary>
    public RecordBatch<T> Slice(int start, int length)
    {
        var copy = Rent(length);
        Array.Copy(Values, start, copy.Values, 0, length);
        Array.Copy(Timestamps, start, copy.Timestamps, 0, length);
        if (HasWatermarks)
        {
            copy.AddWatermarks();
            Array.Copy(Watermarks, start, copy.Watermarks, 0, length);
        }

        copy.Count = length;
        return copy;
    }

    /// <summary>Takes one record out of the batch.</summary>
    internal void RemoveAt(int index)
    {
        var behind = Count - index - 1;
        Array.Copy(Values, index + 1, Values, index, behind);
        Array.Copy(Timestamps, index + 1, Timestamps, index, behind);
        if (HasWatermarks)
        {
            Array.Copy(Watermarks, index + 1, Watermarks, index, behind);
        }

        Truncate(Count - 1);
    }

    /// <summary>Takes out what stands behind the first <paramref name="count"/> records.</summary>
    internal void Truncate(int count)
    {
        Array.Clear(Values, count, Count - count);
        Count = count;
    }

    /// <inheritdoc/>
    public override void Return()
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            Array.Clear(Values, 0, Count);
        }

        Count = 0;
        DropWatermarks();
        if (Capacity == DefaultCapacity)
        {
            BatchPool<T>.Full.Give(this);
        }
        else if (Capacity == SmallCapacity)
        {
            BatchPool<T>.Small.Give(this);
        }
    }
}
