using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Faults;
using AkkaStreamProc.Operators.State.Backends;

namespace AkkaStreamProc.Operators.Windows;

/// <summary>Emits what has come of windows.</summary>
internal interface IWindowResults<TKey, TAccumulator>
    where TKey : notnull
{
    OutputPort Output { get; }

    /// <inheritdoc cref="Emitter{T}.RaiseWatermark"/>
    void RaiseWatermark(long watermark);

    /// <summary>Emits the result of every key in a table.</summary>
    /// <param name="table">The accumulators.</param>
    /// <param name="window">Their window.</param>
    /// <exception cref="UserFunctionException">A result cannot be computed; names key and window.</exception>
    void EmitAll(KeyTable<TKey, TAccumulator> table, Window window);

    /// <summary>Emits the result of one key: at its time, or once more where a record that came late has changed it.</summary>
    /// <exception cref="UserFunctionException">The result cannot be computed; names key and window.</exception>
    void Emit(TKey key, in TAccumulator accumulator, Window window);

    /// <summary>Emits what is gathered.</summary>
    void Flush();
}
