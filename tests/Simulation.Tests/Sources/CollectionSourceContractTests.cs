using AkkaStreamProc.TestKit.Sources;

namespace AkkaStreamProc.Simulation.Tests.Sources;

public sealed class CollectionSourceContractTests
{
    public static TheoryData<string> Scenarios => [.. SourceContract.Scenarios];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Source_of_collections_keeps_the_contract(string scenario) => SourceContract.Run(scenario, new Lists());

    private sealed class Lists : ISourceSystem
    {
        private readonly string[][] _lists = [.. ((int[])[40, 0, 7, 100]).Select((count, list) => Enumerable.Range(0, count).Select(i => $"{list}-{i}").ToArray())];

        public IReadOnlyList<string> Records => [.. _lists.SelectMany(list => list)];

        public ISource<string> CreateSource() => new CollectionSource<string>(_lists) { FetchSize = 9 };
    }
}
