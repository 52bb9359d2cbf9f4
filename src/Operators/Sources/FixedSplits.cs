namespace AkkaStreamProc.Operators.Sources;

/// <summary>Hands out splits that are known from the beginning, each to the subtask of its number; there will be no others.</summary>
/// <param name="context">The surroundings.</param>
/// <param name="splits">All splits as a first start reads them, the same in every run and in the same order.</param>
/// <remarks>A restored split goes on at its position; one of another id is an error, because its records would be lost.</remarks>
public sealed class FixedSplits(ISplitEnumeratorContext context, IReadOnlyList<SourceSplit> splits) : ISplitEnumerator
{
    /// <inheritdoc/>
    public void Start(RestoredSource? restored)
    {
        var former = (restored?.Splits ?? []).ToDictionary(split => split.Id, StringComparer.Ordinal);
        for (var number = 0; number < splits.Count; number++)
        {
            context.Assign(former.GetValueOrDefault(splits[number].Id, splits[number]), number % context.Parallelism);
        }

        context.BeginReading();
        context.EndOfSplits();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
