using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Faults;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.Tests.Execution;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Tests.Functions.Broadcasts;

using Both = Either<(string Key, long Number), Rule>;

/// <summary>A function with a broadcast state in several subtasks, driven by hand as the runtime would.</summary>
internal sealed class BroadcastRun
{
    public const int Groups = 16;

    private readonly JobGraph _graph;
    private readonly ErrorPolicy _policy;
    private readonly List<TestRuntime> _runtimes = [];
    private List<(StreamOperator Operator, Collector<string> Results, Collector<FailedRecord<Both>> Failed)> _subtasks = [];

    public BroadcastRun(int parallelism = 1, ErrorPolicy policy = ErrorPolicy.Fail)
    {
        var job = new JobBuilder("job") { MaxParallelism = Groups };
        Declare(job).SinkTo(new IdleSink<string>());
        _graph = job.Build();
        _policy = policy;
        Start(parallelism);
        _subtasks.ForEach(s => s.Operator.OpenFresh());
    }

    public IReadOnlyList<StreamOperator> Operators => [.. _subtasks.Select(s => s.Operator)];

    /// <summary>What was said, in whichever subtask.</summary>
    public IReadOnlyList<string> Notices => [.. _runtimes.SelectMany(r => r.Notices)];

    public long Skipped => _subtasks.Sum(s => s.Operator.Counters.Skipped);

    public static OperatorStream<Both, string> Declare(JobBuilder job) => Records(job).KeyBy(r => r.Key)
        .Connect(Rules(job).ToBroadcastState("rules", r => r.Id, r => r.IsOff)).Process(() => new LimitFunction(), "limits");

    public static DataStream<(string Key, long Number)> Records(JobBuilder job) =>
        job.FromSource(new IdleSource<(string Key, long Number)>(), WatermarkStrategy<(string Key, long Number)>.None(), "records");

    public static DataStream<Rule> Rules(JobBuilder job) => job.FromSource(new IdleSource<Rule>(), WatermarkStrategy<Rule>.None(), "rules");

    public void Send(string key, long number) =>
        _subtasks[KeyGroupRange.OwnerOf(KeyGroups.Of(KeyHash<string>.Of(key), Groups), _subtasks.Count, Groups)].Operator.Feed((Both.OfFirst((key, number)), 1L));

    public void Broadcast(Rule rule) => _subtasks.ForEach(s => s.Operator.Feed((Both.OfSecond(rule), 1L)));

    public List<string> Take() => [.. _subtasks.SelectMany(s => s.Results.Take()).Select(r => r.Value)];

    public List<FailedRecord<Both>> TakeFailed() => [.. _subtasks.SelectMany(s => s.Failed.Take()).Select(r => r.Value)];

    /// <summary>Takes a checkpoint, and goes on from it where a parallelism is given.</summary>
    /// <param name="parallelism">In how many subtasks; 0 to go on without a restart.</param>
    /// <param name="beforeWriting">What comes between the freeze and the writing of the last subtask.</param>
    /// <returns>What each subtask has written of the broadcast state.</returns>
    public IReadOnlyList<IReadOnlyDictionary<int, Rule>> Checkpoint(int parallelism = 0, Action? beforeWriting = null)
    {
        var snapshots = _subtasks.Select((s, i) => s.Operator.Save(i == _subtasks.Count - 1 ? beforeWriting : null)).ToList();
        if (parallelism > 0)
        {
            // Where their number stays, each new subtask is given the snapshot of the old one of its number alone.
            var isSame = parallelism == _subtasks.Count;
            Start(parallelism);
            _subtasks.ForEach(s => s.Operator.OpenFrom(isSame ? [snapshots[s.Operator.Context.SubtaskIndex]] : snapshots));
        }

        return [.. snapshots.Select(Content)];
    }

    private static Dictionary<int, Rule> Content(SubtaskSnapshot snapshot)
    {
        var state = snapshot.Operators["limits"].Keyed.Single(k => k.Name == "rules");
        var content = new Dictionary<int, Rule>();
        var bytes = state.Groups.ShouldHaveSingleItem().Read();
        var reader = new SnapshotReader(bytes);
        for (var count = bytes.IsEmpty ? 0 : reader.ReadCount(); count > 0; count--)
        {
            content.Add(StateSerializer<int>.Default.Read(reader), StateSerializer<Rule>.Default.Read(reader));
        }

        return content;
    }

    private void Start(int parallelism) => _subtasks =
        [.. Enumerable.Range(0, parallelism).Select(i =>
        {
            var runtime = new TestRuntime();
            _runtimes.Add(runtime);
            var context = runtime.Context("limits", i, parallelism, Groups);
            context.ErrorPolicy = _policy;
            var op = _graph.Create("limits", context);
            return (op, Collector<string>.Of(op), Collector<FailedRecord<Both>>.Of(op, 1));
        })];
}
