using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Plans.Definitions;
using AkkaStreamProc.Operators.Streams;
using AkkaStreamProc.Operators.Windows;

namespace AkkaStreamProc;

/// <summary>The results of windows, and the records that came too late for them.</summary>
/// <typeparam name="T">The type of the records.</typeparam>
/// <typeparam name="TKey">The type of the key.</typeparam>
/// <typeparam name="TResult">The type of the aggregate's result.</typeparam>
public sealed class WindowResultStream<T, TKey, TResult> : DataStream<WindowResult<TKey, TResult>>
{
    internal WindowResultStream(JobBuilder job, OperatorDeclaration declaration)
        : base(job, declaration, 0)
    {
    }

    /// <summary>
    /// The records whose window had closed for good when they came. They are counted whether this is used or not.
    /// </summary>
    public DataStream<T> LateRecords => new(Job, Declaration, Declaration.Definition.OutputOf(OperatorPort.Late));

    /// <summary>
    /// The records for which a selector or the aggregate threw, with the reason. Using it diverts them there. They are part
    /// of the flow that checkpoints cover, so each comes exactly once; the window goes on without them.
    /// </summary>
    public DataStream<FailedRecord<T>> Failed
    {
        get
        {
            Declaration.ErrorPolicy = ErrorPolicy.Divert;
            return new DataStream<FailedRecord<T>>(Job, Declaration, Declaration.Definition.FailedOutput);
        }
    }

    /// <summary>Turns every result into a record. (Function verb)</summary>
    /// <param name="create">From the key, the window and the result to the record.</param>
    /// <param name="name">Names the operator.</param>
    public OperatorStream<WindowResult<TKey, TResult>, TOut> Then<TOut>(Func<TKey, Window, TResult, TOut> create, string? name = null) =>
        Map(result => create(result.Key, result.Window, result.Value), name);

    /// <summary>
    /// Sets what happens to a record for which a selector or the aggregate throws; <see cref="ErrorPolicy.Fail"/> unless
    /// set. A result that cannot be computed fails the job in every case.
    /// </summary>
    /// <remarks>Anything but <see cref="ErrorPolicy.Fail"/> keeps records from being combined before the shuffle.</remarks>
    public WindowResultStream<T, TKey, TResult> OnError(ErrorPolicy policy)
    {
        Declaration.ErrorPolicy = policy;
        return this;
    }
}
