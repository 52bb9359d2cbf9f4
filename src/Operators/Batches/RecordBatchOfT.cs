using System.Runtime.CompilerServices;

namespace AkkaStreamProc.Operators.Batches;

/// <summary>A run of records of one type with their event times, in pooled memory.</summary>
/// <typeparam name="T">The type of the records.</typeparam>
/// <remarks><inheritdoc cref="RecordBatch" path="/remarks"/></remarks>
public sealed class RecordBatch<T> : RecordBatch
{
    private RecordBatch(int capacity)
        : base(capacity)
    {
        ValueArray = new T[capacity];
    }

    /// <summary>The records.</summary>
    public ReadOnlySpan<T> Values => ValueArray.AsSpan(0, Count);

    internal override Type RecordType => typeof(T);

    /// <summary>The records with the room behind them, for loops over arrays.</summary>
    internal T[] ValueArray { get; }

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
        ValueArray[index] = value;
        TimestampArray[index] = timestamp;
        Count = index + 1;
    }

    /// <summary>Appends one record of a changelog.</summary>
    /// <param name="value">The record.</param>
    /// <param name="timestamp">Its event time in milliseconds, or <see cref="RecordBatch.NoTimestamp"/>.</param>
    /// <param name="kind">What it means for a row.</param>
    /// <exception cref="IndexOutOfRangeException">The batch is full.</exception>
    public void Append(T value, long timestamp, RowKind kind)
    {
        if (kind != RowKind.Insert)
        {
            AddKinds();
            KindArray[Count] = kind;
        }

        Append(value, timestamp);
    }

    /// <summary>Appends one record to a batch with watermarks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Append(T value, long timestamp, long watermark)
    {
        Watermarks[Count] = watermark;
        Append(value, timestamp);
    }

    /// <summary>Appends a record of another batch with all that is said of it there.</summary>
    /// <exception cref="IndexOutOfRangeException">The batch is full, or the other has no such record.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AppendFrom(RecordBatch<T> source, int index)
    {
        if ((Columns | source.Columns) != BatchColumns.None)
        {
            AppendColumns(source, index, 1);
        }

        Append(source.Values[index], source.TimestampArray[index]);
    }

    /// <summary>Appends a run of records of another batch with all that is said of them there.</summary>
    /// <param name="source">The other batch, which stays as it is.</param>
    /// <param name="start">The first record.</param>
    /// <param name="length">How many.</param>
    /// <exception cref="ArgumentException">The batch has no room for them, or the other does not hold them.</exception>
    public void AppendRange(RecordBatch<T> source, int start, int length)
    {
        VerifyRoom(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)start, (uint)source.Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)length, (uint)(source.Count - start));
        if ((Columns | source.Columns) != BatchColumns.None)
        {
            AppendColumns(source, start, length);
        }

        Array.Copy(source.ValueArray, start, ValueArray, Count, length);
        Array.Copy(source.TimestampArray, start, TimestampArray, Count, length);
        Count += length;
    }

    /// <summary>Appends records.</summary>
    /// <param name="values">The records.</param>
    /// <param name="timestamps">The event time of each in milliseconds, or <see cref="RecordBatch.NoTimestamp"/>.</param>
    /// <exception cref="ArgumentException">The batch has no room for them, or not each has a timestamp.</exception>
    public void AppendRange(ReadOnlySpan<T> values, ReadOnlySpan<long> timestamps)
    {
        if (values.Length != timestamps.Length)
        {
            throw new ArgumentException($"There are {values.Length} records and {timestamps.Length} timestamps.");
        }

        VerifyRoom(values.Length);
        timestamps.CopyTo(TimestampArray.AsSpan(Count));
        Take(values);
    }

    /// <summary>Appends records that have one event time in common.</summary>
    /// <param name="values">The records.</param>
    /// <param name="timestamp">Their event time in milliseconds, or <see cref="RecordBatch.NoTimestamp"/>.</param>
    /// <exception cref="ArgumentException">The batch has no room for them.</exception>
    public void AppendRange(ReadOnlySpan<T> values, long timestamp)
    {
        VerifyRoom(values.Length);
        TimestampArray.AsSpan(Count, values.Length).Fill(timestamp);
        Take(values);
    }

    /// <summary>Copies the batch, for a second consumer.</summary>
    public RecordBatch<T> Copy() => Slice(0, Count);

    /// <summary>Copies <paramref name="length"/> records from <paramref name="start"/> on into a batch of their own.</summary>
    public RecordBatch<T> Slice(int start, int length)
    {
        var copy = Rent(length);
        copy.AppendRange(this, start, length);
        return copy;
    }

    /// <inheritdoc/>
    public override void Return()
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            Array.Clear(ValueArray, 0, Count);
        }

        DropColumns();
        Count = 0;
        if (Capacity == DefaultCapacity)
        {
            BatchPool<T>.Full.Give(this);
        }
        else if (Capacity == SmallCapacity)
        {
            BatchPool<T>.Small.Give(this);
        }
    }

    internal override long EstimateBytes() => BatchWeight<T>.Of(this);

    /// <summary>Takes one record out of the batch.</summary>
    internal void RemoveAt(int index)
    {
        var behind = Count - index - 1;
        Array.Copy(ValueArray, index + 1, ValueArray, index, behind);
        Array.Copy(TimestampArray, index + 1, TimestampArray, index, behind);
        if (HasWatermarks)
        {
            Array.Copy(Watermarks, index + 1, Watermarks, index, behind);
        }

        if (HasKinds)
        {
            Array.Copy(KindArray, index + 1, KindArray, index, behind);
        }

        Truncate(Count - 1);
    }

    /// <summary>Puts a record in an earlier place, over what stands there.</summary>
    internal void Move(int from, int to)
    {
        ValueArray[to] = ValueArray[from];
        TimestampArray[to] = TimestampArray[from];
        if (HasWatermarks)
        {
            Watermarks[to] = Watermarks[from];
        }

        if (HasKinds)
        {
            KindArray[to] = KindArray[from];
        }
    }

    /// <summary>Takes out what stands behind the first <paramref name="count"/> records, which the pool would hold back otherwise.</summary>
    internal void Truncate(int count)
    {
        Array.Clear(ValueArray, count, Count - count);
        if (HasKinds)
        {
            Array.Clear(KindArray, count, Count - count);
        }

        Count = count;
    }

    private void Take(ReadOnlySpan<T> values)
    {
        values.CopyTo(ValueArray.AsSpan(Count));
        if (HasWatermarks)
        {
            Watermarks.AsSpan(Count, values.Length).Fill(Time.Watermarks.Min);
        }

        Count += values.Length;
    }

    private void VerifyRoom(int length)
    {
        if (length > Capacity - Count)
        {
            throw new ArgumentException($"A batch of {Count} records with room for {Capacity} cannot take {length} more.");
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AppendColumns(RecordBatch<T> source, int start, int length)
    {
        if (source.HasWatermarks)
        {
            AddWatermarks();
            Array.Copy(source.Watermarks, start, Watermarks, Count, length);
        }
        else if (HasWatermarks)
        {
            Watermarks.AsSpan(Count, length).Fill(Time.Watermarks.Min);
        }

        if (source.HasKinds)
        {
            AddKinds();
            Array.Copy(source.KindArray, start, KindArray, Count, length);
        }
    }
}
