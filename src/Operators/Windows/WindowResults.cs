using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Faults;
using AkkaStreamProc.Operators.State.Backends;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Windows;

/// <inheritdoc/>
internal sealed class WindowResults<TKey, TAccumulator, TResult, TOutcome> : IWindowResults<TKey, TAccumulator>
    where TKey : notnull
    where TOutcome : struct, IOutcome<TAccumulator, TResult>
{
    private readonly OperatorContext _context;
    private readonly TOutcome _outcome;
    private readonly OutputPort<WindowResult<TKey, TResult>> _output = new();
    private readonly Emitter<WindowResult<TKey, TResult>> _results;

    /// <param name="context">The operator.</param>
    /// <param name="outcome">What comes of an accumulator.</param>
    public WindowResults(OperatorContext context, TOutcome outcome)
    {
        _context = context;
        _outcome = outcome;
        _results = new Emitter<WindowResult<TKey, TResult>>(_output, context.Counters, context.CarriesTime);
    }

    public OutputPort Output => _output;

    public void RaiseWatermark(long watermark) => _results.RaiseWatermark(watermark);

    public void EmitAll(KeyTable<TKey, TAccumulator> table, Window window)
    {
        var (results, outcome) = (_results, _outcome);
        try
        {
            foreach (ref var entry in table)
            {
                results.Append(new WindowResult<TKey, TResult>(entry.Key, window, outcome.Result(entry.Value)), window.MaxTimestamp);
            }
        }
        catch (Exception e) when (FailedRecords<TKey>.IsOfRecord(e) && TryFindFailing(table, out var key))
        {
            throw Failed(key, window, e);
        }
    }

    public void Emit(TKey key, in TAccumulator accumulator, Window window)
    {
        try
        {
            _results.Append(new WindowResult<TKey, TResult>(key, window, _outcome.Result(accumulator)), window.MaxTimestamp);
        }
        catch (Exception e) when (FailedRecords<TKey>.IsOfRecord(e))
        {
            throw Failed(key, window, e);
        }
    }

    public void Flush() => _results.Flush();

    private UserFunctionException Failed(TKey key, Window window, Exception cause) =>
        new(_context.OperatorName, $"the result of the window from {EventTimeText.Of(window.Start)} to {EventTimeText.Of(window.End)}", RecordText.ShortKey(key), null, cause);

    /// <summary>Finds the key whose result cannot be computed.</summary>
    private bool TryFindFailing(KeyTable<TKey, TAccumulator> table, out TKey key)
    {
        foreach (ref var entry in table)
        {
            key = entry.Key;
            try
            {
                _outcome.Result(entry.Value);
            }
            catch (Exception e) when (FailedRecords<TKey>.IsOfRecord(e))
            {
                return true;
            }
        }

        key = default!;
        return false;
    }
}
