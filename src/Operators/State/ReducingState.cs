using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc;

/// <summary>One value for each key, which everything that is added is combined with. A handle: it stands for the value of the key at hand.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
/// <remarks>The function returns another object: one that it changes in place stays changed where the call throws and the operator goes on.</remarks>
public sealed class ReducingState<T>
{
    private readonly ValueState<T> _values;
    private readonly Func<T, T, T> _reduce;

    internal ReducingState(ValueState<T> values, Func<T, T, T> reduce) => (_values, _reduce) = (values, reduce);

    /// <summary>Whether anything was added for the key at hand.</summary>
    public bool HasValue => _values.HasValue;

    /// <summary>The combination of all that was added; <see langword="default"/> where nothing was.</summary>
    public T? Value => _values.Value;

    /// <summary>Combines the value of the key at hand with another, or begins with it.</summary>
    public void Add(T value) => _values.Value = _values.HasValue ? _reduce(_values.Value!, value) : value;

    /// <summary>Forgets the value of the key at hand.</summary>
    public void Clear() => _values.Clear();
}
