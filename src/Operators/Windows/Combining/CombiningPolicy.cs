namespace AkkaStreamProc.Operators.Windows.Combining;

/// <summary>Decides whether to combine records, by what it came to before.</summary>
/// <remarks>
/// Where keys hardly repeat, combining costs more than it saves. Then as many records are passed on as were combined in
/// vain, after the next trial in vain twice as many, and so on up to <see cref="MaxFactor"/> times. Each flush counts for
/// half of the one behind it, so that one that comes just after another, with a record of each key, does not decide by itself.
/// </remarks>
internal sealed class CombiningPolicy
{
    /// <summary>How many records of each key make combining worth it.</summary>
    public const int MinRecordsEach = 4;

    /// <summary>How many times as many records are passed on, at most, as were combined in vain.</summary>
    public const int MaxFactor = 64;

    private int _factor = 1;
    private long _toPass;
    private long _records;
    private long _partials;

    /// <summary>Whether records are to be passed on as they are.</summary>
    public bool Passes => _toPass > 0;

    /// <summary>Some records were passed on.</summary>
    public void Passed(int records) => _toPass -= records;

    /// <summary>Some records were combined; decides how to go on.</summary>
    /// <param name="records">How many.</param>
    /// <param name="partials">Into how many partial aggregates.</param>
    public void Combined(long records, int partials)
    {
        _records = _records / 2 + records;
        _partials = _partials / 2 + partials;
        if (_records >= _partials * MinRecordsEach)
        {
            _factor = 1;
            return;
        }

        _toPass = _records * _factor;
        _factor = Math.Min(_factor * 2, MaxFactor);
        (_records, _partials) = (0, 0);
    }
}
