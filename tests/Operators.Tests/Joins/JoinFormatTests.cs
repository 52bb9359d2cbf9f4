using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.Tests.Execution;
using AkkaStreamProc.Operators.Tests.State.Kinds;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Tests.Joins;

/// <summary>The committed file has what joins kept as the first version wrote it, with a timer for each key; later ones must go on with it.</summary>
public class JoinFormatTests
{
    private const int Groups = 1;

    private static readonly string Fixture = Path.Combine(AppContext.BaseDirectory, "Fixtures", "joins-v1.txt");

    public static TheoryData<string, string> Cases => new()
    {
        { "inner", "1+4@119 1+6@109 3+4@119 3+6@110 9+6@108" },
        { "full", "+5@114 +8@97 1+4@119 1+6@109 2+@121 3+4@119 3+6@110 9+6@108" },
        { "left", "1+4@119 1+6@109 2+@121 3+4@119 3+6@110 9+6@108" },
        { "as of", "1+6@109 2+@111 3+6@110 9+8@100" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Committed_rows_are_gone_on_with(string name, string answer)
    {
        var op = Create(name);
        op.OpenFrom([Snapshot(op, File.ReadAllLines(Fixture).Select(StoredState.Parse).Where(s => s.Case == name))]);
        var results = Collector<string>.Of(op);

        GoOn(op);

        string.Join(' ', results.Records.Select(r => $"{r.Value}@{r.Timestamp}").Order(StringComparer.Ordinal)).ShouldBe(answer);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Rows_of_today_are_gone_on_with_alike(string name, string answer)
    {
        var old = Create(name);
        old.OpenFresh();
        Fill(old);
        var op = Create(name);
        op.OpenFrom([old.Save()]);
        var results = Collector<string>.Of(op);

        GoOn(op);

        string.Join(' ', results.Records.Select(r => $"{r.Value}@{r.Timestamp}").Order(StringComparer.Ordinal)).ShouldBe(answer);
    }

    private static void Fill(StreamOperator op)
    {
        Collector<string>.Of(op);
        op.Feed((First(1, 1), 109L), (First(2, 2), 111L), (First(1, 3), 110L), (Second(3, 5), 112L), (Second(1, 8), 95L), (First(1, 9), 100L));
        Feeding.Complete(() => op.OnWatermark(96));
    }

    private static void GoOn(StreamOperator op)
    {
        op.Feed((Second(1, 6), 108L));
        op.Feed((Second(1, 4), 119L));
        Feeding.Complete(() => op.OnWatermark(Watermarks.Max));
    }

    private static Either<Item, Item> First(int key, int number) => Either<Item, Item>.OfFirst(new Item(key, number));

    private static Either<Item, Item> Second(int key, int number) => Either<Item, Item>.OfSecond(new Item(key, number));

    private static StreamOperator Create(string name)
    {
        var job = new JobBuilder("job") { MaxParallelism = Groups };
        KeyedStream<Item, int> source(string side) => job.FromSource(new IdleSource<Item>(), WatermarkStrategy<Item>.Monotonous(), side).KeyBy(i => i.Key);
        var streams = source("first").Connect(source("second"));
        var within = streams.Within(TimeSpan.FromMilliseconds(-2), TimeSpan.FromMilliseconds(10));
        static string both(Item? first, Item? second) => $"{first}+{second}";
        DataStream<string> results = name switch
        {
            "inner" => within.Join((first, second) => both(first, second)),
            "full" => within.FullJoin((first, second) => both(first, second)),
            "left" => within.LeftJoin((first, second) => both(first, second)),
            _ => streams.AsOf(Retention.Of(TimeSpan.FromMilliseconds(50)), item => item.Number == 4).LeftJoin((first, second) => both(first, second)),
        };
        results.SinkTo(new IdleSink<string>());
        return job.Build().Create("join", new TestRuntime().Context("join", maxParallelism: Groups));
    }

    private static SubtaskSnapshot Snapshot(StreamOperator op, IEnumerable<StoredState> states)
    {
        var freeze = new SubtaskFreeze(Checkpoints.Id);
        var written = freeze.Add(op.Context.OperatorName);
        foreach (var state in states)
        {
            written.Add(state.ToFrozen());
        }

        var header = new SnapshotHeader("job", "vertex", 0, 1, op.Context.MaxParallelism, Checkpoints.Id);
        return SubtaskSnapshot.Parse(SubtaskSnapshot.Write(header, freeze), "a test");
    }
}
