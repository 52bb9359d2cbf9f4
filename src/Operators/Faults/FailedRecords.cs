using AkkaStreamProc.Operators.Execution;

namespace AkkaStreamProc.Operators.Faults;

/// <summary>Deals with the records that an operator could not process, as its policy says.</summary>
/// <typeparam name="T">The type of the records.</typeparam>
internal sealed class FailedRecords<T>
{
    private readonly OperatorContext _context;
    private readonly ErrorPolicy _policy;
    private readonly OutputPort<FailedRecord<T>> _output = new();
    private readonly Emitter<FailedRecord<T>> _failed;

    public FailedRecords(OperatorContext context, ErrorPolicy policy)
    {
        _context = context;
        _policy = policy;
        _failed = new Emitter<FailedRecord<T>>(_output, new OperatorCounters());
    }

    /// <summary>The output for the diverted ones.</summary>
    public OutputPort Output => _output;

    /// <summary>Whether the operator goes on, so that what a failed call has done must be taken back.</summary>
    public bool GoesOn => _policy != ErrorPolicy.Fail;

    /// <summary>Whether an exception is a matter of the record at hand: not one of the declaration, and not one of the whole process.</summary>
    public static bool IsOfRecord(Exception cause) => cause is not (StreamProcessingException or OutOfMemoryException);

    /// <summary>Takes a record for which a function threw.</summary>
    /// <exception cref="UserFunctionException">The policy is to fail.</exception>
    public void Take(T record, long timestamp, string? key, string operatorName, Exception cause)
    {
        var position = _context.PositionOf();
        if (_policy == ErrorPolicy.Fail)
        {
            throw new UserFunctionException(operatorName, $"the record «{RecordText.Short(record)}»", key, position, cause);
        }

        Take(record, RecordText.Of(record), timestamp, key, position, cause);
    }

    /// <summary>Takes a timer for which a function threw; there is no record then.</summary>
    /// <exception cref="UserFunctionException">The policy is to fail.</exception>
    public void TakeTimer(long timestamp, string? key, Exception cause)
    {
        var what = $"the timer at {timestamp}";
        if (_policy == ErrorPolicy.Fail)
        {
            throw new UserFunctionException(_context.OperatorName, what, key, null, cause);
        }

        Take(default, what, timestamp, key, null, cause);
    }

    /// <summary>Emits what was diverted.</summary>
    public void Flush() => _failed.Flush();

    private void Take(T? record, string text, long timestamp, string? key, SourceRange? position, Exception cause)
    {
        if (_policy == ErrorPolicy.Skip)
        {
            _context.Counters.Skipped++;
            return;
        }

        _context.Counters.Diverted++;
        _failed.Append(
            new FailedRecord<T>
            {
                Operator = _context.OperatorName,
                Record = record,
                Text = text,
                ErrorType = cause.GetType().FullName!,
                Error = cause.Message,
                Key = key,
                Timestamp = timestamp,
                Position = position,
                FailedAt = _context.Time.GetUtcNow(),
            },
            timestamp);
    }
}
