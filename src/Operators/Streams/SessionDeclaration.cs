using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.Plans.Definitions;
using AkkaStreamProc.Operators.Windows;
using AkkaStreamProc.Operators.Windows.Sessions;

namespace AkkaStreamProc.Operators.Streams;

/// <summary>Adds operators that aggregate a keyed stream in sessions: functions with state and timers.</summary>
/// <param name="stream">The keyed stream.</param>
/// <param name="windows">The sessions.</param>
/// <param name="gapOf">How long after a record its session ends, in milliseconds.</param>
/// <param name="latenessMs">How long after its end a session still takes records.</param>
internal sealed class SessionDeclaration<T, TKey>(KeyedStream<T, TKey> stream, WindowAssigner windows, Func<T, long> gapOf, long latenessMs)
    : WindowDeclaration<T, TKey>
    where TKey : notnull
{
    public override WindowResultStream<T, TKey, TResult> Add<TIn, TAccumulator, TResult, TAggregate>(
        string kind, string? name, TAggregate aggregate, Selection<T, TIn> inputs)
    {
        RequireMerge(aggregate.CanMerge, windows, name);
        ProcessFunction<TKey, T, WindowResult<TKey, TResult>> create(string operatorName) =>
            new SessionFunction<T, TKey, TIn, TAccumulator, TResult, TAggregate>(operatorName, windows.Time, gapOf, latenessMs, aggregate, inputs.Function.Value);

        var declaration = FunctionDeclaration.Of(
            $"{kind} in {windows}{Late(latenessMs)}", DefaultName, name, create, stream.Keys, inputs.Trace, SessionFunction<T, TKey, TIn, TAccumulator, TResult, TAggregate>.Late);
        return new WindowResultStream<T, TKey, TResult>(stream.Job, stream.Add(declaration));
    }
}
