namespace AkkaStreamProc.Operators.Batches;

/// <summary>
/// A run of records that travels through the job as one unit, without its element type.
/// </summary>
/// <remarks>
/// <para>
/// Ownership passes with the batch: who hands it on never touches it again, and the last owner calls
/// <see cref="Return"/> exactly once, which gives the arrays back to their pool.
/// </para>
/// <para>A batch is not thread-safe; one owner uses it at a time.</para>
/// </remarks>
public abstract class RecordBatch
{
    /// <summary>The number of records a batch holds unless its creator asks for another size.</summary>
    public const int DefaultCapacity = 2048;

    /// <summary>The number of records a small batch holds: what few records travel in, and what many channels gather.</summary>
    internal const int SmallCapacity = 128;

    /// <summary>The timestamp of a record that has none yet.</summary>
    public const long NoTimestamp = long.MinValue;

    private long[]? _watermarks;

    private protected RecordBatch(int capacity)
    {
        Timestamps = new long[capacity];
    }

    /// <summary>Event times in milliseconds since the Unix epoch; the first <see cref="Count"/> are valid.</summary>
    public long[] Timestamps { get; }

    /// <summary>How many records the batch holds.</summary>
    public int Count { get; set; }

    /// <summary>How many records the batch can hold.</summary>
    public int Capacity => Timestamps.Length;

    /// <summary>Whether no further record fits.</summary>
    public bool IsFull => Count == Timestamps.Length;

    /// <summary>Gives the arrays back to the pool; the caller must not use the batch afterwards.</summary>
    public abstract void Return();

    /// <summary>Whether the batch says how far event time is before each of its records.</summary>
    internal bool HasWatermarks { get; private set; }

    /// <summary>
    /// The watermark of the sender before each record, so that a receiver's event time follows from the order of the
    /// records alone. Valid where <see cref="HasWatermarks"/>; never goes back within a batch.
    /// </summary>
    internal long[] Watermarks => _watermarks!;

    /// <summary>Gives the batch the column for watermarks; records that are there already say nothing about event time.</summary>
    internal void AddWatermarks()
    {
        if (!HasWatermarks)
        {
            _watermarks ??= new long[Capacity];
            HasWatermarks = true;
            Array.Fill(_watermarks, Time.Watermarks.Min, 0, Count);
        }
    }

    private protected void DropWatermarks() => HasWatermarks = false;
}
