using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Simulation.Tests.Tables;

/// <summary>Orders and the tables that they are joined with, and a job of a shape that a seed decides.</summary>
internal sealed class TableJob
{
    private readonly int _seed;
    private readonly int _fetchSize;
    private readonly Output<Joined> _joined;
    private readonly Output<Joined> _inner;
    private readonly Output<int> _beside;
    private readonly Output<string> _counted;

    public TableJob(int seed)
    {
        var random = new Random(seed);
        _seed = seed;
        _fetchSize = random.Next(1, 12);
        (_joined, _inner, _beside, _counted) = (new Output<Joined>(seed), new Output<Joined>(seed + 1), new Output<int>(seed + 2), new Output<string>(seed));
        var version = 0;
        Rows = [.. Enumerable.Range(0, random.Next(1, 5)).Select(split =>
        {
            Row[] rows = [.. Enumerable.Range(0, random.Next(0, 60)).Select(_ => new Row($"{split}-{random.Next(6)}", version++, random.Next(8) == 0, random.Next(10_000)))];
            return (rows, random.Next(5) == 0 ? 0 : random.Next(rows.Length + 1));
        })];
        var number = 0;
        Orders = [.. Enumerable.Range(0, random.Next(1, 4)).Select(split =>
        {
            var now = 0L;
            return Enumerable.Range(0, random.Next(10, 60)).Select(_ => new Order($"{random.Next(5)}-{random.Next(6)}", split, number++, now += random.Next(1, 8))).ToArray();
        })];
    }

    public (Row[] Rows, int There)[] Rows { get; }

    public Order[][] Orders { get; }

    public IReadOnlyList<Joined> Joined => _joined.Committed;

    public IReadOnlyList<Joined> Inner => _inner.Committed;

    public IReadOnlyList<int> Beside => _beside.Committed;

    public IReadOnlyList<string> Counted => _counted.Committed;

    public SimulationResult Simulate() => new JobSimulation(Build, Suite.Options(_seed, Disturb)).Run();

    private JobGraph Build(int parallelism)
    {
        var job = new JobBuilder("tables") { Parallelism = parallelism, MaxParallelism = 16 };
        var time = WatermarkStrategy<Order>.Monotonous().WithTimestamps(o => o.Time);
        var orders = job.FromSource(new CollectionSource<Order>(Orders) { FetchSize = _fetchSize }, time, "orders");
        // The time of the rows is nobody's business: none, far ahead, or anywhere.
        var rowTime = (_seed % 3) switch
        {
            0 => WatermarkStrategy<Row>.None(),
            1 => WatermarkStrategy<Row>.Monotonous().WithTimestamps(r => 1_000_000 + r.Time),
            _ => WatermarkStrategy<Row>.Monotonous().WithTimestamps(r => -1_000_000 + r.Time),
        };
        DataStream<Row> rows = _seed % 4 == 0 && Rows.Length > 1
            ? job.FromSource(new PartlyThere<Row>(Rows[..1], _fetchSize), rowTime, "rows").Union(job.FromSource(new PartlyThere<Row>(Rows[1..], _fetchSize), rowTime, "more-rows"))
            : job.FromSource(new PartlyThere<Row>(Rows, _fetchSize), rowTime, "rows");
        // By hand, for a key has its rows in order only where they stay in one subtask.
        var keyed = _seed % 2 == 0 ? rows.Map(r => r).KeyBy(r => r.Key) : rows.KeyBy(r => r.Key).Process(() => new Same()).KeyBy(r => r.Key);

        var joined = orders.KeyBy(o => o.Key).Connect(keyed).Latest(Ttl.Never, r => r.IsDeleted).LeftJoin(Tables.Joined.Of, "joined");
        joined.SinkTo(_joined.Sink, "joined-sink");
        joined.KeyBy(j => j.Split).Window(TumblingWindows.OfEventTime(TimeSpan.FromMilliseconds(50))).Count().Map(c => $"{c.Key} {c.Window.Start}: {c.Value}").SinkTo(_counted.Sink, "counted-sink");
        orders.KeyBy(o => o.Key).Connect(keyed).Latest(Ttl.Never, r => r.IsDeleted).Join(Tables.Joined.Of, "inner").SinkTo(_inner.Sink, "inner-sink");
        orders.Map(o => o.Number).SinkTo(_beside.Sink, "beside-sink");
        return job.Build();
    }

    private void Disturb()
    {
        _joined.Disturb();
        _inner.Disturb();
        _beside.Disturb();
        _counted.Disturb();
    }

    private sealed class Same : ProcessFunction<string, Row, Row>
    {
        public override void Process(Row record, ProcessContext<string, Row> context) => context.Emit(record);
    }
}
