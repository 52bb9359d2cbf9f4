using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Faults;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Tests.Execution;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Tests.Joins;

/// <summary>A join in several subtasks, driven by hand as the runtime would.</summary>
internal sealed class JoinRun<TOut>
{
    private const int Groups = 16;

    private readonly Func<OperatorContext, StreamOperator> _create;
    private readonly (int First, int Second) _late;
    private readonly ErrorPolicy _policy;
    private List<Subtask> _subtasks = [];

    public JoinRun(Func<ConnectedStreams<Item, Item, int>, JoinStream<Item, Item, TOut>> join, int parallelism = 1, ErrorPolicy policy = ErrorPolicy.Fail)
    {
        var job = new JobBuilder("job") { MaxParallelism = Groups };
        KeyedStream<Item, int> source(string name) => job.FromSource(new IdleSource<Item>(), WatermarkStrategy<Item>.Monotonous(), name).KeyBy(i => i.Key);
        var results = join(source("first").Connect(source("second")));
        results.SinkTo(new IdleSink<TOut>());
        _late = (results.LateFirst.Output, results.LateSecond.Output);
        var graph = job.Build();
        _create = context => graph.Create("join", context);
        _policy = policy;
        Start(parallelism);
        _subtasks.ForEach(s => s.Operator.OpenFresh());
    }

    public long Late => _subtasks.Sum(s => s.Operator.Counters.Late);

    /// <summary>What they keep, without what empty tables take.</summary>
    public long StateBytes => _subtasks.Sum(s => s.Operator.MeasureMemory().State);

    public void First(Item item, long timestamp) => Feed(Either<Item, Item>.OfFirst(item), item.Key, timestamp);

    public void Second(Item item, long timestamp) => Feed(Either<Item, Item>.OfSecond(item), item.Key, timestamp);

    public void Advance(long watermark) => _subtasks.ForEach(s => Feeding.Complete(() => s.Operator.OnWatermark(watermark)));

    /// <summary>Goes on from a snapshot in new subtasks. The old ones go on, too, until it is written; nothing of that must be in it.</summary>
    /// <param name="parallelism">How many there are then.</param>
    /// <param name="time">Event time.</param>
    public void Restart(int parallelism, long time)
    {
        var snapshots = _subtasks.ConvertAll(s => s.Operator.Save(() => Disturb(s.Operator, time)));
        Start(parallelism);
        _subtasks.ForEach(s => s.Operator.OpenFrom(snapshots));
    }

    public List<string> Take() => [.. _subtasks.SelectMany(s => s.Results.Take()).Select(r => $"{r.Value}@{r.Timestamp}")];

    public List<string> TakeLate() =>
        [.. _subtasks.SelectMany(s => s.First.Take()).Select(r => $"first {r.Value}"), .. _subtasks.SelectMany(s => s.Second.Take()).Select(r => $"second {r.Value}")];

    private void Feed(Either<Item, Item> record, int key, long timestamp) =>
        _subtasks[KeyGroupRange.OwnerOf(KeyGroups.Of(KeyHash<int>.Of(key), Groups), _subtasks.Count, Groups)].Operator.Feed((record, timestamp));

    private static void Disturb(StreamOperator op, long time)
    {
        void feed(Func<Item, Either<Item, Item>> side, int number, long at) => op.Feed(
            Enumerable.Range(0, 4)
                .Where(key => op.Context.KeyGroups.Contains(KeyGroups.Of(KeyHash<int>.Of(key), Groups)))
                .Select(key => (side(new Item(key, number)), at)));

        feed(Either<Item, Item>.OfFirst, -1, time + 1);
        feed(Either<Item, Item>.OfSecond, -2, time + 2);
        feed(Either<Item, Item>.OfFirst, -3, time + 20);
        Feeding.Complete(() => op.OnWatermark(time + 10));
        feed(Either<Item, Item>.OfSecond, -4, time + 30);
    }

    private void Start(int parallelism) => _subtasks =
        [.. Enumerable.Range(0, parallelism).Select(i =>
        {
            var context = new TestRuntime().Context("join", i, parallelism, Groups);
            context.ErrorPolicy = _policy;
            var op = _create(context);
            return new Subtask(op, Collector<TOut>.Of(op), Collector<Item>.Of(op, _late.First), Collector<Item>.Of(op, _late.Second));
        })];

    private sealed record Subtask(StreamOperator Operator, Collector<TOut> Results, Collector<Item> First, Collector<Item> Second);
}
