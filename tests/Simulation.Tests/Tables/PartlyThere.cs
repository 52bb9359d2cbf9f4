using System.Globalization;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Simulation.Tests.Tables;

/// <summary>Lists of which a part was there when the job began, as far as anybody knew; the rest comes later. Fetches may end anywhere.</summary>
/// <param name="splits">The lists, each with how much of it was there.</param>
/// <param name="fetchSize">How many records a fetch has at the most.</param>
internal sealed class PartlyThere<T>(IReadOnlyList<(T[] Records, int There)> splits, int fetchSize) : ISource<T>
{
    private readonly CollectionSource<T> _all = new([.. splits.Select(split => (IReadOnlyList<T>)split.Records)]) { FetchSize = fetchSize };

    public string Description => "partly-there";

    public bool IsBounded => true;

    public ISplitEnumerator CreateEnumerator(ISplitEnumeratorContext context) => new FixedSplits(
        context,
        [
            .. splits.Select((split, number) => new OffsetSplit(number.ToString(CultureInfo.InvariantCulture), 0)
            {
                End = split.Records.Length,
                KnownEnd = split.There,
                IsFinished = split.Records.Length == 0,
            }),
        ]);

    public ISourceReader<T> CreateReader(ISubtaskContext context) => _all.CreateReader(context);
}
