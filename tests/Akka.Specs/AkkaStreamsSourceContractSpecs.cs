using Akka.Streams.Dsl;
using AkkaStreamProc.Connectors.Akka;
using AkkaStreamProc.TestKit.Sources;

namespace AkkaStreamProc.Akka.Specs;

public sealed class AkkaStreamsSourceContractSpecs : ActorSpecs
{
    public static TheoryData<string> Scenarios => [.. SourceContract.Scenarios];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Replayable_stream_keeps_the_contract(string scenario) => SourceContract.Run(scenario, new Numbers(Sys));

    private sealed class Numbers(global::Akka.Actor.ActorSystem system) : ISourceSystem
    {
        public IReadOnlyList<string> Records { get; } = [.. Enumerable.Range(0, 5_000).Select(number => $"{number}")];

        public ISource<string> CreateSource() => AkkaStreamsSource.Replayable(system, "numbers", position => Source.From(Records.Skip((int)position)));
    }
}
