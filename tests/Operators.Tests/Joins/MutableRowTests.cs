using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Tests.Execution;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Tests.Joins;

/// <summary>Records that a user's function changes while a snapshot that has them is written.</summary>
public class MutableRowTests
{
    [Fact]
    public void Row_that_the_function_changes_is_in_the_snapshot_as_it_was()
    {
        var old = Create();
        Collector<string>.Of(old);
        old.OpenFresh();
        old.Feed((First(1), 100L), (First(2), 100L));

        var snapshot = old.Save(() => old.Feed((Second(1), 101L)));

        var op = Create();
        var results = Collector<string>.Of(op);
        op.OpenFrom([snapshot]);
        op.Feed((Second(1), 102L), (Second(2), 102L), (Second(1), 103L));
        results.Records.Select(r => r.Value).ShouldBe(["1 seen 1", "2 seen 1", "1 seen 2"]);
    }

    private static Either<Mutable, Mutable> First(int key) => Either<Mutable, Mutable>.OfFirst(new Mutable { Key = key });

    private static Either<Mutable, Mutable> Second(int key) => Either<Mutable, Mutable>.OfSecond(new Mutable { Key = key });

    private static StreamOperator Create()
    {
        var job = new JobBuilder("job");
        KeyedStream<Mutable, int> source(string side) => job.FromSource(new IdleSource<Mutable>(), WatermarkStrategy<Mutable>.Monotonous(), side).KeyBy(m => m.Key);
        source("first").Connect(source("second"))
            .Within(TimeSpan.Zero, TimeSpan.FromSeconds(1))
            .Join((first, _) => $"{first.Key} seen {++first.Seen}")
            .SinkTo(new IdleSink<string>());
        return job.Build().Create("join", new TestRuntime().Context("join", maxParallelism: 128));
    }

    private sealed class Mutable
    {
        public int Key { get; set; }

        public int Seen { get; set; }
    }
}
