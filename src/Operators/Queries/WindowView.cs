using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Operators.Queries;

/// <summary>How the open windows of an operator look from outside.</summary>
/// <typeparam name="TKey">The type of the keys.</typeparam>
/// <typeparam name="TAccumulator">What is kept for a key and window.</typeparam>
internal abstract class WindowView<TKey, TAccumulator>
    where TKey : notnull
{
    /// <summary>The type of what is read.</summary>
    public abstract Type ReadAs { get; }

    /// <summary>Reads the windows.</summary>
    /// <param name="panes">What is kept for each key: its windows, those with the earliest start first.</param>
    /// <param name="operatorName">The name of the operator.</param>
    /// <param name="stateName">The name of the state.</param>
    /// <param name="serializers">The serializers of the job.</param>
    /// <param name="isShared">Whether the operator goes on with the accumulators.</param>
    public abstract ReadableState<TKey> Over(
        IStoredEntries<TKey, List<OpenPane<TAccumulator>>> panes, string operatorName, string stateName, StateSerializers serializers, bool isShared);
}

/// <inheritdoc/>
/// <param name="windowOf">From the start of a window to the window.</param>
/// <param name="result">What has come of an accumulator so far.</param>
internal sealed class WindowView<TKey, TAccumulator, TResult>(Func<long, Window> windowOf, Func<TAccumulator, TResult> result) : WindowView<TKey, TAccumulator>
    where TKey : notnull
{
    private readonly StateView<List<OpenPane<TAccumulator>>> _view = new StateView<List<OpenPane<TAccumulator>>, IReadOnlyDictionary<Window, TResult>>(
        panes => panes.ToDictionary(pane => windowOf(pane.Start), pane => result(pane.Accumulator)), callsUserCode: true);

    public override Type ReadAs => _view.ReadAs;

    public override ReadableState<TKey> Over(
        IStoredEntries<TKey, List<OpenPane<TAccumulator>>> panes, string operatorName, string stateName, StateSerializers serializers, bool isShared)
    {
        var format = new KeyedStateFormat<TKey, List<OpenPane<TAccumulator>>>(
            operatorName, stateName, serializers.Of<TKey>(), serializers.Of<List<OpenPane<TAccumulator>>>());
        return _view.Over(panes, format, static () => 0, isShared);
    }
}
