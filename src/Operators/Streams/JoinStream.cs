using AkkaStreamProc.Operators.Joins;
using AkkaStreamProc.Operators.Streams;

namespace AkkaStreamProc;

/// <summary>The results of a join, and the records that came too late for it.</summary>
/// <typeparam name="TFirst">The type of the records of the first stream.</typeparam>
/// <typeparam name="TSecond">The type of the records of the second stream.</typeparam>
/// <typeparam name="TOut">The type of the results.</typeparam>
/// <remarks>
/// A selector that throws fails for the record that came last of a pair. One that throws for a record that waited until it was
/// sure to be in no pair, or for a record and the version of its time, fails the job in every case.
/// </remarks>
public sealed class JoinStream<TFirst, TSecond, TOut> : OperatorStream<Either<TFirst, TSecond>, TOut>
{
    private readonly OutputTag<TFirst> _lateFirst;
    private readonly OutputTag<TSecond> _lateSecond;

    internal JoinStream(JobBuilder job, OperatorDeclaration declaration, OutputTag<TFirst> lateFirst, OutputTag<TSecond> lateSecond)
        : base(job, declaration) => (_lateFirst, _lateSecond) = (lateFirst, lateSecond);

    /// <inheritdoc/>
    public new JoinStream<TFirst, TSecond, TOut> OnError(ErrorPolicy policy)
    {
        base.OnError(policy);
        return this;
    }

    /// <summary>The records of the first stream that were behind the watermark when they came. They are counted whether this is used or not.</summary>
    public DataStream<TFirst> LateFirst => Side(_lateFirst);

    /// <summary>The records of the second stream that came too late to be joined. They are counted whether this is used or not.</summary>
    public DataStream<TSecond> LateSecond => Side(_lateSecond);
}
