using AkkaStreamProc.Operators.Plans.Definitions;
using AkkaStreamProc.Operators.Streams;

namespace AkkaStreamProc;

/// <summary>The stream that comes out of an operator, and what to do with the records that the operator cannot process.</summary>
/// <typeparam name="TIn">The type of the records the operator takes.</typeparam>
/// <typeparam name="T">The type of the records it emits.</typeparam>
/// <remarks>
/// <para>
/// A record for which a function throws fails the job, with an error that names operator, key and record, unless
/// something else is chosen here. What is chosen holds for the functions of this one operator.
/// </para>
/// <para>
/// Where a record is skipped or diverted, nothing of its call stays: what the call has emitted is discarded, and what it
/// has assigned to state, cleared, registered and deleted is changed back. An object in state that it changed in place
/// stays as it is. The same holds for a timer whose call throws; the timer has fired then.
/// </para>
/// </remarks>
public class OperatorStream<TIn, T> : DataStream<T>
{
    internal OperatorStream(JobBuilder job, OperatorDeclaration declaration)
        : base(job, declaration, 0)
    {
    }

    /// <summary>
    /// The records that the operator could not process, with the reason. Using it diverts them there. They are part of the
    /// flow that checkpoints cover, so each comes exactly once.
    /// </summary>
    public DataStream<FailedRecord<TIn>> Failed
    {
        get
        {
            Declaration.ErrorPolicy = ErrorPolicy.Divert;
            return new DataStream<FailedRecord<TIn>>(Job, Declaration, Declaration.Definition.FailedOutput);
        }
    }

    /// <summary>A side output of the function: what it emits to a tag.</summary>
    /// <param name="tag">The tag.</param>
    /// <exception cref="StreamProcessingException">The operator is no function, or has a side output of the same name and another type.</exception>
    public DataStream<TSide> Side<TSide>(OutputTag<TSide> tag)
    {
        if (Declaration.Definition is not ProcessDefinition process)
        {
            throw new StreamProcessingException(
                $"The operator '{Declaration.Name}' has no side output '{tag.Name}': only functions have them. Use Process behind KeyBy, and emit to the tag there.");
        }

        var extended = process.With(tag);
        Declaration.Definition = extended;
        return new DataStream<TSide>(Job, Declaration, extended.OutputOf(tag.Name));
    }

    /// <summary>Sets what happens to a record that the operator cannot process; <see cref="ErrorPolicy.Fail"/> unless set.</summary>
    public OperatorStream<TIn, T> OnError(ErrorPolicy policy)
    {
        Declaration.ErrorPolicy = policy;
        return this;
    }
}
