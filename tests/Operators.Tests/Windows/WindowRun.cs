using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Streams;
using AkkaStreamProc.Operators.Tests.Execution;
using AkkaStreamProc.Operators.Time;
using AkkaStreamProc.Operators.Windows;

namespace AkkaStreamProc.Operators.Tests.Windows;

/// <summary>A window operator in several subtasks, driven by hand as the runtime would.</summary>
internal sealed class WindowRun<TResult>
{
    private const int Groups = 16;

    private readonly Func<OperatorContext, StreamOperator> _create;
    private readonly Func<bool>? _hasRoom;
    private readonly ErrorPolicy _errorPolicy;
    private readonly int _lateOutput;
    private List<Subtask> _subtasks = [];

    public WindowRun(
        AlignedWindows windows,
        TimeSpan lateness,
        Func<WindowedStream<Sale, int>, WindowResultStream<Sale, int, TResult>> aggregate,
        int parallelism = 1,
        Func<bool>? hasRoom = null)
        : this(keyed => keyed.Window(windows), lateness, aggregate, parallelism, hasRoom)
    {
    }

    public WindowRun(
        Func<KeyedStream<Sale, int>, WindowedStream<Sale, int>> window,
        TimeSpan lateness,
        Func<WindowedStream<Sale, int>, WindowResultStream<Sale, int, TResult>> aggregate,
        int parallelism = 1,
        Func<bool>? hasRoom = null)
        : this(
            keyed =>
            {
                var results = aggregate(window(keyed).AllowedLateness(lateness));
                return (results, results.LateRecords);
            },
            parallelism,
            hasRoom)
    {
    }

    /// <param name="gather">Declares what is run: what comes out, and what comes too late.</param>
    /// <param name="parallelism">How many subtasks run it.</param>
    /// <param name="hasRoom">Whether what follows takes more.</param>
    /// <param name="errorPolicy">What becomes of records that fail.</param>
    public WindowRun(
        Func<KeyedStream<Sale, int>, (DataStream<WindowResult<int, TResult>> Results, DataStream<Sale> Late)> gather,
        int parallelism = 1,
        Func<bool>? hasRoom = null,
        ErrorPolicy errorPolicy = ErrorPolicy.Fail)
    {
        _errorPolicy = errorPolicy;
        var job = new JobBuilder("job") { MaxParallelism = Groups };
        var (results, late) = gather(job.FromSource(new IdleSource<Sale>(), WatermarkStrategy<Sale>.Monotonous()).KeyBy(s => s.Shop));
        results.SinkTo(new IdleSink<WindowResult<int, TResult>>());
        _lateOutput = late.Output;
        var graph = job.Build();
        _create = context => graph.Create("window", context);
        _hasRoom = hasRoom;
        Start(parallelism);
        _subtasks.ForEach(s => s.Operator.OpenFresh());
    }

    public TestRuntime Runtime { get; } = new();

    public long Late => _subtasks.Sum(s => s.Operator.Counters.Late);

    public long In => _subtasks.Sum(s => s.Operator.Counters.In);

    public long Out => _subtasks.Sum(s => s.Operator.Counters.Out);

    public IEnumerable<StreamOperator> Operators => _subtasks.Select(s => s.Operator);

    public void Feed(params IEnumerable<(Sale Value, long Timestamp)> records)
    {
        foreach (var part in records.GroupBy(r => KeyGroupRange.OwnerOf(KeyGroups.Of(KeyHash<int>.Of(r.Value.Shop), Groups), _subtasks.Count, Groups)))
        {
            _subtasks[part.Key].Operator.Feed(part);
        }
    }

    public int Advance(long watermark) => _subtasks.Sum(s => Feeding.Complete(() => s.Operator.OnWatermark(watermark)));

    public void AdvanceOnly(int subtask, long watermark) => Feeding.Complete(() => _subtasks[subtask].Operator.OnWatermark(watermark));

    public void FireProcessingTime() => _subtasks.ForEach(s => Feeding.Complete(() => s.Operator.OnProcessingTime(Runtime.SubtaskClock.NowMs)));

    public void End() => _subtasks.ForEach(s => Feeding.Complete(s.Operator.OnEndOfInput));

    /// <summary>Restores everything from a checkpoint with another number of subtasks.</summary>
    public void Restart(int parallelism, Action? beforeWriting = null)
    {
        var snapshots = _subtasks.ConvertAll(s => s.Operator.Save(beforeWriting));
        Start(parallelism);
        _subtasks.ForEach(s => s.Operator.OpenFrom(snapshots));
    }

    /// <summary>The results since the last call; those of each subtask in their order.</summary>
    public List<(WindowResult<int, TResult> Value, long Timestamp)> TakeResults() => [.. _subtasks.SelectMany(s => s.Results.Take())];

    public List<(Sale Value, long Timestamp)> TakeLate() => [.. _subtasks.SelectMany(s => s.Late.Take())];

    private void Start(int parallelism) => _subtasks =
        [.. Enumerable.Range(0, parallelism).Select(i =>
        {
            var context = Runtime.Context("window", i, parallelism, Groups);
            context.ErrorPolicy = _errorPolicy;
            context.HasRoom = _hasRoom ?? context.HasRoom;
            var op = _create(context);
            return new Subtask(op, Collector<WindowResult<int, TResult>>.Of(op), Collector<Sale>.Of(op, _lateOutput));
        })];

    private sealed record Subtask(StreamOperator Operator, Collector<WindowResult<int, TResult>> Results, Collector<Sale> Late);
}
