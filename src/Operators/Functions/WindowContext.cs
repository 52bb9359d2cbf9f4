using AkkaStreamProc.Operators.Plans.Definitions;
using AkkaStreamProc.Operators.Time;
using Microsoft.Extensions.Logging;

namespace AkkaStreamProc;

/// <summary>What a <see cref="WindowFunction{TKey, T, TOut}"/> may ask for while it has a window at hand.</summary>
/// <typeparam name="TKey">The type of the key.</typeparam>
/// <typeparam name="TOut">The type of the results.</typeparam>
/// <remarks>Valid during the call only.</remarks>
public sealed class WindowContext<TKey, TOut>
    where TKey : notnull
{
    private ProcessContext<TKey, TOut> _context = null!;
    private long _timestamp;

    internal WindowContext()
    {
    }

    /// <summary>The key.</summary>
    public TKey Key => _context.Key;

    /// <summary>The window.</summary>
    public Window Window { get; private set; }

    /// <summary>Event time, in milliseconds; <see cref="Watermarks.Min"/> at the start.</summary>
    /// <exception cref="StreamProcessingException">Neither the windows nor their trigger follow event time.</exception>
    public long Watermark => _context.Watermark;

    /// <summary>The clock, in milliseconds.</summary>
    public long ProcessingTime => _context.ProcessingTime;

    /// <inheritdoc cref="FunctionContext{TOut}.Metrics"/>
    public FunctionMetrics Metrics => _context.Metrics;

    /// <inheritdoc cref="FunctionContext{TOut}.Logger"/>
    public ILogger Logger => _context.Logger;

    /// <summary>Emits a result, with the last millisecond of the window as its timestamp; where it never ends, with that of its last record.</summary>
    /// <param name="value">The result; immutable from here on.</param>
    public void Emit(TOut value) => _context.EmitAt(value, _timestamp);

    /// <summary>Emits a record to a side output, with the last millisecond of the window as its timestamp.</summary>
    /// <param name="tag">Which output.</param>
    /// <param name="value">The record; immutable from here on.</param>
    /// <exception cref="StreamProcessingException">The output is that of late records.</exception>
    public void Emit<T>(OutputTag<T> tag, T value)
    {
        if (tag.Name == OperatorPort.Late)
        {
            throw new StreamProcessingException($"A window function cannot emit to a side output named '{tag.Name}', where the late records of its operator are. Give it another name.");
        }

        _context.EmitAt(tag, value, _timestamp);
    }

    internal WindowContext<TKey, TOut> With(Window window, long timestamp, ProcessContext<TKey, TOut> context)
    {
        (Window, _timestamp, _context) = (window, timestamp, context);
        return this;
    }
}
