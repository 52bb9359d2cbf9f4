using AkkaStreamProc.Operators.Functions;

namespace AkkaStreamProc;

/// <summary>Any computation on keyed records, with state and timers: the most general of the verbs.</summary>
/// <typeparam name="TKey">The type of the key.</typeparam>
/// <typeparam name="TIn">The type of the records.</typeparam>
/// <typeparam name="TOut">The type of the results.</typeparam>
/// <remarks>
/// Every subtask has its own object, used by one thread at a time. State belongs to the key of the record (or timer) at
/// hand. Fields of the object itself are not part of the state and are lost with a restart.
/// (Flink's keyed process function.)
/// </remarks>
/// <example>
/// <code>
/// sealed class Deduplicate : ProcessFunction&lt;string, Click, Click&gt;
/// {
///     private ValueState&lt;bool&gt; _seen = null!;
///
///     public override void Open(StateDeclarations states) => _seen = states.Value&lt;bool&gt;("seen");
///
///     public override void Process(Click click, ProcessContext&lt;string, Click&gt; context)
///     {
///         if (!_seen.Value)
///         {
///             _seen.Value = true;
///             context.Emit(click);
///             context.RegisterEventTimeTimer(click.Time + 60_000);
///         }
///     }
///
///     public override void OnTimer(long timestamp, ProcessContext&lt;string, Click&gt; context) => _seen.Clear();
/// }
/// </code>
/// </example>
public abstract class ProcessFunction<TKey, TIn, TOut>
    where TKey : notnull
{
    /// <summary>
    /// Whether the function registers event-time timers or asks for <see cref="FunctionContext{TOut}.Watermark"/>;
    /// <see langword="true"/> unless overridden.
    /// </summary>
    /// <remarks>
    /// Where it does, every record on the way from the sources to it carries the event time before it (8 bytes a record).
    /// Where it says that it does not, using either is an error. The same for every instance.
    /// </remarks>
    public virtual bool UsesEventTime => true;

    /// <summary>
    /// What becomes of processing-time timers that are not due yet when a bounded input ends;
    /// <see cref="PendingTimers.Fire"/> unless overridden.
    /// </summary>
    /// <remarks>
    /// A processing-time timer that is registered after the end, by one that fires there, is dropped in either case. Event-time
    /// timers all fire, for event time goes to its end.
    /// </remarks>
    public virtual PendingTimers PendingTimersAtEnd => PendingTimers.Fire;

    /// <summary>What its timers stand for, for whoever asks what it waits for.</summary>
    internal virtual AwaitedKind Awaits => AwaitedKind.Timer;

    /// <summary>Whether its records have keys, and come to the subtask of their key. Without, they stay in the subtask in which they are.</summary>
    internal virtual bool HasKeys => true;

    /// <summary>Declares the states; called once, before the first record, and once more when the job is built.</summary>
    public virtual void Open(StateDeclarations states)
    {
    }

    /// <summary>
    /// Ends the function, whose fields may hold what is outside: once for each time that <see cref="Open"/> has returned, behind the last
    /// call, whether the job ends, fails or is cancelled. Not where the process is lost.
    /// </summary>
    /// <remarks>What it throws is logged, and changes nothing else. State and context cannot be used any more.</remarks>
    public virtual void Close()
    {
    }

    /// <summary>Takes a record.</summary>
    public abstract void Process(TIn record, ProcessContext<TKey, TOut> context);

    /// <summary>Takes a timer that is due.</summary>
    /// <param name="timestamp">The time it was registered for, in milliseconds.</param>
    /// <param name="context">
    /// The surroundings; <see cref="ProcessContext{TKey, TOut}.Key"/> is the key the timer was registered with.
    /// </param>
    public virtual void OnTimer(long timestamp, ProcessContext<TKey, TOut> context)
    {
    }
}
