using AkkaStreamProc.Operators.Streams;

namespace AkkaStreamProc;

/// <summary>A record of one of two connected streams.</summary>
/// <typeparam name="TFirst">The type of the records of the first.</typeparam>
/// <typeparam name="TSecond">The type of the records of the second.</typeparam>
public readonly struct Either<TFirst, TSecond>
{
    private Either(bool isFirst, TFirst first, TSecond second) => (IsFirst, First, Second) = (isFirst, first, second);

    /// <summary>Whether it is of the first stream.</summary>
    public bool IsFirst { get; }

    /// <summary>The record of the first stream; <see langword="default"/> where it is of the second.</summary>
    public TFirst First { get; }

    /// <summary>The record of the second stream; <see langword="default"/> where it is of the first.</summary>
    public TSecond Second { get; }

    /// <summary>As the record itself.</summary>
    public override string ToString() => (IsFirst ? First?.ToString() : Second?.ToString()) ?? "null";

    internal static Either<TFirst, TSecond> OfFirst(TFirst record) => new(true, record, default!);

    internal static Either<TFirst, TSecond> OfSecond(TSecond record) => new(false, default!, record);
}
