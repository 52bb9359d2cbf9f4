using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Operators.Functions;

/// <summary>Combines the records of a key and emits each combination.</summary>
internal sealed class ReduceFunction<TKey, T>(Func<T, T, T> reduce) : ProcessFunction<TKey, T, T>
    where TKey : notnull
{
    private ValueState<T> _reduced = null!;

    public override bool UsesEventTime => false;

    public override void Open(StateDeclarations states) => _reduced = states.Value<T>("reduced");

    public override void Process(T record, ProcessContext<TKey, T> context)
    {
        var reduced = _reduced.HasValue ? reduce(_reduced.Value!, record) : record;
        _reduced.Value = reduced;
        context.Emit(reduced);
    }
}
