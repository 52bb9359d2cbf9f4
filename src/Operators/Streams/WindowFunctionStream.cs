using AkkaStreamProc.Operators.Plans.Definitions;
using AkkaStreamProc.Operators.Streams;

namespace AkkaStreamProc;

/// <summary>What a <see cref="WindowFunction{TKey, T, TOut}"/> emits, and the records that came too late for it.</summary>
/// <typeparam name="T">The type of the records.</typeparam>
/// <typeparam name="TOut">The type of the results.</typeparam>
public sealed class WindowFunctionStream<T, TOut> : OperatorStream<T, TOut>
{
    internal WindowFunctionStream(JobBuilder job, OperatorDeclaration declaration)
        : base(job, declaration)
    {
    }

    /// <inheritdoc/>
    public new WindowFunctionStream<T, TOut> OnError(ErrorPolicy policy)
    {
        base.OnError(policy);
        return this;
    }

    /// <summary>The records whose windows had all closed for good when they came. They are counted whether this is used or not.</summary>
    public DataStream<T> LateRecords => Side(new OutputTag<T>(OperatorPort.Late));
}
