using AkkaStreamProc.Operators.Functions;

namespace AkkaStreamProc;

/// <summary>Any computation on the records of a stream without keys, with state of the subtask.</summary>
/// <typeparam name="TIn">The type of the records.</typeparam>
/// <typeparam name="TOut">The type of the results.</typeparam>
/// <remarks>
/// Every subtask has its own object, used by one thread at a time. Which records meet in a subtask follows from the parallelism, and
/// no key has anything of its own; where one should, <c>KeyBy</c> and a <see cref="ProcessFunction{TKey, TIn, TOut}"/> do it.
/// (Flink's process function with operator state.)
/// </remarks>
public abstract class StreamFunction<TIn, TOut>
{
    /// <summary>Whether the function asks for <see cref="FunctionContext{TOut}.Watermark"/>; <see langword="false"/> unless overridden.</summary>
    /// <inheritdoc cref="ProcessFunction{TKey, TIn, TOut}.UsesEventTime" path="/remarks"/>
    public virtual bool UsesEventTime => false;

    /// <summary>Declares the states of the subtask; called once, before the first record, and once more when the job is built.</summary>
    public virtual void Open(SubtaskStateDeclarations states)
    {
    }

    /// <inheritdoc cref="ProcessFunction{TKey, TIn, TOut}.Close"/>
    public virtual void Close()
    {
    }

    /// <summary>Takes a record.</summary>
    public abstract void Process(TIn record, FunctionContext<TOut> context);
}
