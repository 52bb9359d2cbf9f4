namespace AkkaStreamProc.Operators.Joins;

/// <summary>Joins each record of the first stream with the last row of the second that has come with its key.</summary>
/// <param name="isOuter">Whether records without a row are emitted.</param>
/// <param name="ttl">How long a row is kept.</param>
/// <param name="isRemoval">Whether a record of the second stream says that there is no row any more.</param>
/// <param name="select">From a record and its row, if any, to a result.</param>
internal sealed class LatestJoinFunction<TKey, TFirst, TSecond, TOut>(
    bool isOuter, Ttl ttl, Func<TSecond, bool>? isRemoval, Func<TFirst, TSecond?, TOut> select)
    : CoProcessFunction<TKey, TFirst, TSecond, TOut>
    where TKey : notnull
{
    /// <summary>The state that has the rows.</summary>
    public const string Rows = "rows";

    private ValueState<TSecond> _row = null!;

    public override bool UsesEventTime => false;

    public override void Open(StateDeclarations states) => _row = states.Value<TSecond>(Rows, ttl);

    public override void ProcessFirst(TFirst record, ProcessContext<TKey, TOut> context)
    {
        if (_row.HasValue)
        {
            context.Emit(select(record, _row.Value));
        }
        else if (isOuter)
        {
            context.Emit(select(record, default));
        }
    }

    public override void ProcessSecond(TSecond record, ProcessContext<TKey, TOut> context)
    {
        if (isRemoval?.Invoke(record) ?? false)
        {
            _row.Clear();
        }
        else
        {
            _row.Value = record;
        }
    }
}
