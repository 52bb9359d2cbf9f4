using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Simulation.Tests.JobTests;

/// <summary>A job of a class, as the Host runs it, in a test: no address leads anywhere.</summary>
public sealed class HostedJobTests
{
    public sealed record Click(string User, DateTimeOffset At);

    private sealed class Clicks : IStreamJob
    {
        public string Name => "clicks";

        public string Description => "Counts clicks.";

        public IReadOnlyList<JobOption> Options { get; } = [new("source", JobOptionKind.Text, "Where from.") { IsRequired = true }, new("sink", JobOptionKind.Text, "Where to.") { IsRequired = true }];

        public void Define(JobBuilder job, JobArguments arguments) => job
            .FromSource(
                job.Connectors.CreateSource(arguments.Required("source"), new Never<Click>(), new Operators.Connectors.SourceSettings()),
                WatermarkStrategy<Click>.Monotonous().WithTimestamps(c => c.At),
                "clicks")
            .KeyBy(c => c.User)
            .Window(TumblingWindows.OfEventTime(TimeSpan.FromMinutes(1)))
            .Count("counts")
            .Map(r => r.Value)
            .SinkTo(job.Connectors.CreateSink(arguments.Required("sink"), new Never<long>()), "out");
    }

    private sealed class Never<T> : IDeserializer<T>, ISerializer<T>
    {
        public bool TryDeserialize(ReadOnlySpan<byte> data, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out T value, [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out string? reason) =>
            throw new NotSupportedException();

        public void Serialize(T value, System.Buffers.IBufferWriter<byte> output) => throw new NotSupportedException();
    }

    [Fact]
    public async Task Job_of_a_class_runs_with_addresses_that_lead_nowhere()
    {
        var noon = new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
        await using var t = JobTestKit.For(new Clicks(), new Dictionary<string, string> { ["source"] = "kafka:localhost:9092/clicks", ["sink"] = "kafka:localhost:9092/counts" });

        t.Source<Click>("clicks").Send(new Click("a", noon), new Click("a", noon.AddSeconds(61)));

        await t.Sink<long>("out").Expect(1);
    }
}
