using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Actors.Specs.Support;

/// <summary>Hands out the partitions of a <see cref="LogSource{T}"/> once the spec lets them be known.</summary>
internal sealed class LogEnumerator<T>(LogSource<T> source, ISplitEnumeratorContext context) : ISplitEnumerator
{
    public void Start(RestoredSource? restored)
    {
        source.Enumerators.Add(context.Parallelism);
        source.WhenDiscovered(() => context.Post(() => Assign(restored)));
    }

    public void Dispose()
    {
    }

    private void Assign(RestoredSource? restored)
    {
        var former = (restored?.Splits ?? []).ToDictionary(split => split.Id);
        for (var partition = 0; partition < source.Partitions; partition++)
        {
            var id = $"log/{partition}";
            var split = (OffsetSplit)former.GetValueOrDefault(id, new OffsetSplit(id, 0));
            source.Starts.Add((partition, split.Position, restored is not null));
            context.Assign(split, partition % context.Parallelism);
        }

        context.BeginReading();
        context.EndOfSplits();
    }
}
