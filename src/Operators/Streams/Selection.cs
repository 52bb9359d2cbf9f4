using System.Linq.Expressions;
using AkkaStreamProc.Operators.Fusion;
using AkkaStreamProc.Operators.Plans.Selectors;

namespace AkkaStreamProc.Operators.Streams;

/// <summary>What is taken of each record: for a batch at a time, or one by one. Compiled when it is needed.</summary>
/// <typeparam name="T">The records.</typeparam>
/// <typeparam name="TValue">What is taken.</typeparam>
internal sealed class Selection<T, TValue>
{
    private Selection(Lazy<ColumnLoop<T, TValue>?>? loop, Lazy<Func<T, TValue>> function, string? trace = null) => (Loop, Function, Trace) = (loop, function, trace);

    /// <summary>For a batch: <see langword="null"/> for the records themselves, a value of <see langword="null"/> for the default in every place.</summary>
    public Lazy<ColumnLoop<T, TValue>?>? Loop { get; }

    /// <summary>For one record.</summary>
    public Lazy<Func<T, TValue>> Function { get; }

    /// <summary>The same as a text, for the comparison with stored state; <see langword="null"/> where it is nothing or all.</summary>
    public string? Trace { get; }

    public static Selection<T, TValue> Of(Expression<Func<T, TValue>> selector) => new(new(() => ColumnCompiler.Compile(selector)), new(selector.Compile), SelectorTrace.Of(selector));

    /// <summary>Nothing of the record.</summary>
    public static Selection<T, TValue> Nothing() => new(new(() => null), new(static _ => default!));

    /// <summary>The record itself.</summary>
    /// <param name="trace">What is taken of it then.</param>
    public static Selection<T, T> Whole(string? trace = null) => new(null, new Lazy<Func<T, T>>(() => static record => record), trace);
}
