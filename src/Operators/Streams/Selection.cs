using System.Linq.Expressions;
using AkkaStreamProc.Operators.Fusion;

namespace AkkaStreamProc.Operators.Streams;

/// <summary>What is taken of each record: for a batch at a time, or one by one. Compiled when it is needed.</summary>
/// <typeparam name="T">The records.</typeparam>
/// <typeparam name="TValue">What is taken.</typeparam>
internal sealed class Selection<T, TValue>
{
    private Selection(Lazy<ColumnLoop<T, TValue>?>? loop, Lazy<Func<T, TValue>> function) => (Loop, Function) = (loop, function);

    /// <summary>For a batch: <see langword="null"/> for the records themselves, a value of <see langword="null"/> for the default in every place.</summary>
    public Lazy<ColumnLoop<T, TValue>?>? Loop { get; }

    /// <summary>For one record.</summary>
    public Lazy<Func<T, TValue>> Function { get; }

    public static Selection<T, TValue> Of(Expression<Func<T, TValue>> selector) => new(new(() => ColumnCompiler.Compile(selector)), new(selector.Compile));

    /// <summary>Nothing of the record.</summary>
    public static Selection<T, TValue> Nothing() => new(new(() => null), new(static _ => default!));

    /// <summary>The record itself.</summary>
    public static Selection<T, T> Whole() => new Selection<T, T>(null, new Lazy<Func<T, T>>(() => static record => record));
}
