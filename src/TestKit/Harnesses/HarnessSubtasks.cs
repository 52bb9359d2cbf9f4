using System.Runtime.ExceptionServices;
using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.Streams;
using AkkaStreamProc.Operators.Time;
using AkkaStreamProc.Shared;

namespace AkkaStreamProc.TestKit.Harnesses;

/// <summary>An operator in as many subtasks as the test wants, each behind a shuffle by key.</summary>
/// <param name="graph">The job with the operator.</param>
/// <param name="declaration">The operator.</param>
/// <param name="clock">The clock.</param>
/// <param name="connect">Connects the outputs of an operator with whatever takes them.</param>
internal sealed class HarnessSubtasks(JobGraph graph, OperatorDeclaration declaration, MovableClock clock, Action<StreamOperator> connect)
{
    private const long CheckpointId = 1;

    private readonly HarnessRuntime _runtime = new(clock);
    private List<StreamOperator> _operators = [];
    private long _watermark = Watermarks.Min;

    public HarnessRuntime Runtime => _runtime;

    public long Late => _operators.Sum(op => op.Counters.Late);

    public void Begin(int parallelism, IReadOnlyList<SubtaskSnapshot> snapshots)
    {
        if (parallelism < 1 || parallelism > graph.MaxParallelism)
        {
            throw new ArgumentOutOfRangeException(nameof(parallelism), parallelism, $"It must be from 1 to {graph.MaxParallelism}.");
        }

        Dispose();
        _runtime.Metrics.RemoveAll(static metric => metric is FunctionGauge);
        _watermark = Watermarks.Min;
        var step = graph.Plan.Vertices.SelectMany(vertex => vertex.Steps).Single(s => s.Head.Name == declaration.Name);
        _operators = [];
        for (var index = 0; index < parallelism; index++)
        {
            _operators.Add(graph.Create(
                step,
                new OperatorContext(_runtime, graph.Name, declaration.Name, index, parallelism, graph.MaxParallelism)
                {
                    Clock = _runtime.Clock,
                    ErrorPolicy = declaration.ErrorPolicy,
                    Serializers = graph.Serializers,
                }));
        }

        foreach (var op in _operators)
        {
            connect(op);
            var (index, name) = (op.Context.SubtaskIndex, op.Context.OperatorName);
            op.Open(
                snapshots.Count == 0
                    ? OperatorRestore.Nothing(name, index, parallelism)
                    : new OperatorRestore(name, CheckpointId, index, parallelism, [.. snapshots.Select(s => (s.Header, s.Operators[name]))]),
                static () => { });
        }
    }

    public void Deliver<T>(T record, ulong keyHash, long timestamp)
    {
        Deliver(_operators[KeyGroupRange.OwnerOf(KeyGroups.Of(keyHash, graph.MaxParallelism), _operators.Count, graph.MaxParallelism)], record, timestamp);
    }

    /// <summary>Gives a record to one subtask after the other, by a number that counts them.</summary>
    public void DeliverTo<T>(int turn, T record, long timestamp) => Deliver(_operators[turn % _operators.Count], record, timestamp);

    public void DeliverToAll<T>(T record, long timestamp) => _operators.ForEach(op => Deliver(op, record, timestamp));

    /// <summary>What the broadcast state of a subtask holds.</summary>
    public IEnumerable<KeyValuePair<TKey, TValue>> EntriesOf<TKey, TValue>(int subtask)
        where TKey : notnull => ((BroadcastTable<TKey, TValue>)((IBroadcastHolder)_operators[subtask]).BroadcastState!).Entries();

    private void Deliver<T>(StreamOperator owner, T record, long timestamp)
    {
        var batch = RecordBatch<T>.Rent(1);
        batch.AddWatermarks();
        batch.Append(record, timestamp, _watermark);
        owner.Inputs[0].Deliver(batch);
        Complete(owner.Continue);
    }

    public void AdvanceWatermark(long watermark)
    {
        _watermark = Math.Max(_watermark, watermark);
        _operators.ForEach(op => Complete(() => op.OnWatermark(_watermark)));
    }

    /// <summary>Lets the clock go on, timer by timer.</summary>
    public void AdvanceClock(TimeSpan by)
    {
        var end = clock.GetUtcNow() + by;
        var timed = _operators.FindAll(op => op.Interests.HasFlag(OperatorInterests.ProcessingTime) && op.NextProcessingTime < long.MaxValue);
        while (timed.Count > 0 && timed.Min(op => op.NextProcessingTime) is var due && due <= end.ToUnixTimeMilliseconds())
        {
            clock.Advance(TimeSpan.FromMilliseconds(Math.Max(0, due - _runtime.Clock.NowMs)));
            timed.ForEach(op => Complete(() => op.OnProcessingTime(_runtime.Clock.NowMs)));
        }

        clock.Advance(end > clock.GetUtcNow() ? end - clock.GetUtcNow() : TimeSpan.Zero);
    }

    public void End()
    {
        AdvanceWatermark(Watermarks.Max);
        _operators.ForEach(op => Complete(op.OnEndOfInput));
    }

    public StateValue<TValue> State<TValue>(string state, object key)
    {
        var readable = _operators.ConvertAll(op => op.Readable.FirstOrDefault(s => s.Name == state));
        if (readable[0] is not { } first)
        {
            throw new StreamProcessingException(
                $"The operator '{declaration.Name}' has no state '{state}' that can be read. It has {string.Join(", ", _operators[0].Readable.Select(s => $"'{s.Name}'").DefaultIfEmpty("none"))}.");
        }

        var owner = KeyGroupRange.OwnerOf(first.Find(key, graph.MaxParallelism).KeyGroup, _operators.Count, graph.MaxParallelism);
        var answer = readable[owner]!.Find(key, graph.MaxParallelism).Get().Complete(new StateMoment(StateReading.Live, 0, 0, StateMoment.EventTime(_watermark)));
        return answer as StateValue<TValue> ?? throw new StreamProcessingException(
            $"The state '{state}' of the operator '{declaration.Name}' is read as {TypeNames.Of(answer.GetType().GenericTypeArguments[0])}, and not as {TypeNames.Of(typeof(TValue))}.");
    }

    public IReadOnlyList<HarnessTimer> Timers(object key) =>
        [.. _operators.SelectMany(op => op.TimersOf(key)).Select(timer => new HarnessTimer(timer.Clock, EventTime(timer.Timestamp), timer.Name))];

    public IReadOnlyList<SubtaskSnapshot> Save() => _operators.ConvertAll(op =>
    {
        var freeze = new SubtaskFreeze(CheckpointId);
        op.Freeze(freeze.Add(op.Context.OperatorName));
        var header = new SnapshotHeader(graph.Name, declaration.Name, op.Context.SubtaskIndex, op.Context.Parallelism, op.Context.MaxParallelism, CheckpointId);
        var bytes = SubtaskSnapshot.Write(header, freeze);
        freeze.Release();
        return SubtaskSnapshot.Parse(bytes, "a harness");
    });

    public void Dispose()
    {
        try
        {
            Closing.All(_operators.Select<StreamOperator, Action>(op => op.Dispose));
        }
        catch (AggregateException e) when (e.InnerExceptions is [var only])
        {
            // As the function has thrown it.
            ExceptionDispatchInfo.Throw(only);
        }
    }

    private static DateTimeOffset EventTime(long timestamp) => StateMoment.EventTime(timestamp) ?? DateTimeOffset.MinValue;

    /// <summary>A step may yield to the mailbox, which is empty here.</summary>
    private static void Complete(Func<bool> step)
    {
        while (!step())
        {
        }
    }
}
