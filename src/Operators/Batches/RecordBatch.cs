namespace AkkaStreamProc.Operators.Batches;

/// <summary>
/// A run of records that travels through the job as one unit, without its element type.
/// </summary>
/// <remarks>
/// <para>
/// Ownership passes with the batch: who hands it on never touches it again, and the last owner calls
/// <see cref="Return"/> exactly once, which gives the memory back to its pool. What was read from it as a span must not
/// be used behind that either.
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
    private RowKind[]? _kinds;

    private protected RecordBatch(int capacity)
    {
        TimestampArray = new long[capacity];
    }

    /// <summary>The event times of the records in milliseconds since the Unix epoch, or <see cref="NoTimestamp"/>.</summary>
    public ReadOnlySpan<long> Timestamps => TimestampArray.AsSpan(0, Count);

    /// <summary>Whether the batch says what each of its records means for a row. Where it does not, all are inserts.</summary>
    public bool HasKinds => (Columns & BatchColumns.Kinds) != 0;

    /// <summary>What each record means for a row; empty where <see cref="HasKinds"/> is false.</summary>
    public ReadOnlySpan<RowKind> Kinds => HasKinds ? _kinds.AsSpan(0, Count) : [];

    /// <summary>How many records the batch holds.</summary>
    public int Count { get; internal set; }

    /// <summary>How many records the batch can hold.</summary>
    public int Capacity => TimestampArray.Length;

    /// <summary>Whether no further record fits.</summary>
    public bool IsFull => Count == TimestampArray.Length;

    /// <summary>What a record means for a row.</summary>
    public RowKind KindAt(int index) => HasKinds ? Kinds[index] : RowKind.Insert;

    /// <summary>Gives the memory back to the pool; the caller must not use the batch afterwards.</summary>
    public abstract void Return();

    /// <summary>The type of the records.</summary>
    internal abstract Type RecordType { get; }

    /// <summary>How many bytes the records take, about: see <see cref="BatchWeight{T}"/>.</summary>
    internal abstract long EstimateBytes();

    /// <summary>The timestamps with the room behind them, for loops over arrays.</summary>
    internal long[] TimestampArray { get; }

    /// <summary>Which columns there are besides values and timestamps.</summary>
    internal BatchColumns Columns { get; private set; }

    /// <summary>Whether the batch says how far event time is before each of its records.</summary>
    internal bool HasWatermarks => (Columns & BatchColumns.Watermarks) != 0;

    /// <summary>
    /// The watermark of the sender before each record, so that a receiver's event time follows from the order of the
    /// records alone; with the room behind them. Valid where <see cref="HasWatermarks"/>; never goes back within a batch.
    /// </summary>
    internal long[] Watermarks => _watermarks!;

    /// <summary>The kinds with the room behind them. Valid where <see cref="HasKinds"/>; behind the last record stand inserts.</summary>
    internal RowKind[] KindArray => _kinds!;

    /// <summary>Gives the batch the column for watermarks; records that are there already say nothing about event time.</summary>
    internal void AddWatermarks()
    {
        if (!HasWatermarks)
        {
            _watermarks ??= new long[Capacity];
            Columns |= BatchColumns.Watermarks;
            // All of it: a record that is appended without a watermark says nothing about event time.
            Array.Fill(_watermarks, Time.Watermarks.Min);
        }
    }

    /// <summary>Gives the batch the column for kinds; records that are there already, and those that come without, are inserts.</summary>
    internal void AddKinds()
    {
        _kinds ??= new RowKind[Capacity];
        Columns |= BatchColumns.Kinds;
    }

    /// <summary>Where the run of records of one kind ends that begins with a record. Valid where <see cref="HasKinds"/>.</summary>
    internal int EndOfKind(int start)
    {
        var length = Kinds[start..].IndexOfAnyExcept(Kinds[start]);
        return length < 0 ? Count : start + length;
    }

    /// <summary>
    /// Whether a record says what a row was, and the next one what it is. Whoever emits them keeps both in one batch; where they
    /// part, the one is a deletion and the other an insert: so what a row was without what follows is taken for a deletion. Valid where <see cref="HasKinds"/>.
    /// </summary>
    internal bool IsPair(int index) =>
        _kinds![index] == RowKind.UpdateBefore && index + 1 < Count && _kinds[index + 1] == RowKind.UpdateAfter;

    private protected void DropColumns()
    {
        if (HasKinds)
        {
            Array.Clear(_kinds!, 0, Count);
        }

        Columns = BatchColumns.None;
    }
}
