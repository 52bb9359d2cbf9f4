using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Functions;

/// <summary>A function that knows from its state when its keys are to be called, besides by timers.</summary>
internal interface IScheduledFunction<TKey>
    where TKey : notnull
{
    /// <summary>
    /// The times of event time at which <see cref="ProcessFunction{TKey, TIn, TOut}.OnTimer"/> is called for keys; called again where nothing
    /// is due any more.
    /// </summary>
    KeySchedule<TKey> Schedule { get; }
}
