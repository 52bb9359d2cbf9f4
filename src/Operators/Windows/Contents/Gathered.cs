namespace AkkaStreamProc.Operators.Windows.Contents;

/// <summary>Records of a window, in the order in which they came.</summary>
/// <remarks>
/// The list may have more of them than count: what a failed call has added behind the end. So a copy of this struct is what
/// the window was before.
/// </remarks>
internal struct Gathered<T>
{
    private List<Timestamped<T>> _records;
    private int _count;

    public static Gathered<T> Of(List<Timestamped<T>> records) => new() { _records = records, _count = records.Count };

    public void Add(T record, long timestamp)
    {
        _records ??= [];
        if (_records.Count > _count)
        {
            _records.RemoveRange(_count, _records.Count - _count);
        }

        _records.Add(new Timestamped<T>(record, timestamp));
        _count++;
    }

    /// <summary>The records, in a list of their own.</summary>
    public readonly List<Timestamped<T>> ToList() => _records is null ? [] : _records.GetRange(0, _count);
}
