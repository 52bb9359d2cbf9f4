using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Plans.Definitions;
using AkkaStreamProc.Operators.Streams;
using AkkaStreamProc.TestKit.Harnesses;

namespace AkkaStreamProc.TestKit;

/// <summary>Runs one keyed operator (a function, a window, a join) in the thread of a test, record by record, at times that the test sets.</summary>
/// <typeparam name="TOut">The type of the results.</typeparam>
/// <remarks>
/// <para>
/// It is the operator that runs in production, with its state, timers and binary snapshots; what is played is the rest of the
/// job. Whatever the operator throws, the method throws that led to it. Any test framework will do. (Flink's operator test harnesses.)
/// </para>
/// <para>Side outputs and failed records are to be asked for before the first record.</para>
/// </remarks>
/// <seealso cref="Harness"/>
public abstract class OperatorHarness<TOut> : IDisposable
{
    private readonly JobBuilder _job;
    private readonly DataStream<TOut> _results;
    private readonly MovableClock _clock;
    private readonly Received<TOut> _received = new();
    private readonly List<Action<StreamOperator>> _connections = [];
    private HarnessSubtasks? _subtasks;
    private int _taken;

    private protected OperatorHarness(JobBuilder job, DataStream<TOut> results, bool isConnected)
    {
        var inputs = results.Declaration.Inputs;
        var isFunction = results.Declaration.Definition is ProcessDefinition;
        if (!inputs.TrueForAll(input => (isFunction || input.Partitioning.Kind == EdgeKind.Hash) && IsFed(input.From, isConnected)))
        {
            throw new StreamProcessingException(
                $"A harness runs one operator behind KeyBy, and '{results.Declaration.Name}' stands behind another one. Make a harness for each, or run the job in a JobSimulation.");
        }

        (_job, _results) = (job, results);
        _clock = new MovableClock(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        results.SinkTo(new IdleSink<TOut>());
        Connect(() => _results.Output, _received);
    }

    /// <summary>All results so far, in the order in which they were emitted.</summary>
    public IReadOnlyList<TOut> Output => _received.Records.ConvertAll(record => record.Value);

    /// <summary>The same with their timestamps.</summary>
    public IReadOnlyList<Timestamped<TOut>> Results => _received.Records;

    /// <summary>How many records were late; since the last <see cref="Restore"/>, if there was one, with what its checkpoint says.</summary>
    public long LateCount => Subtasks.Late;

    /// <summary>What the function has logged, in its order.</summary>
    public IReadOnlyList<HarnessLogEntry> Log => Subtasks.Runtime.Logged;

    /// <summary>The moment on the clock, which is midnight on 1 January 2026 UTC at first.</summary>
    public DateTimeOffset Now => _clock.GetUtcNow();

    private protected OperatorDeclaration Declaration => _results.Declaration;

    private HarnessSubtasks Subtasks => _subtasks ?? Begin();

    /// <summary>What a state of the operator has for a key: a copy, which tells a missing value from the default one.</summary>
    /// <typeparam name="TValue">The type the state is read as (<see cref="GetState{TKey}"/>).</typeparam>
    /// <param name="state">The name of the state.</param>
    /// <param name="key">The key, of the type of the keys.</param>
    /// <exception cref="StreamProcessingException">The operator has no such state, or it has other types; says what there is.</exception>
    public StateValue<TValue> State<TValue>(string state, object key) => Subtasks.State<TValue>(state, key);

    /// <summary>The timers of a key that have not fired: those of event time first, each in the order of its time, and those of one time in the order in which they will be called.</summary>
    /// <param name="key">The key, of the type of the keys.</param>
    /// <exception cref="StreamProcessingException">The keys are of another type; says of which.</exception>
    public IReadOnlyList<HarnessTimer> Timers(object key) => Subtasks.Timers(key);

    /// <summary>The results since the last call.</summary>
    public IReadOnlyList<TOut> Take()
    {
        IReadOnlyList<TOut> taken = _received.Records.Skip(_taken).Select(record => record.Value).ToList();
        _taken = _received.Records.Count;
        return taken;
    }

    /// <summary>What a counter of the function comes to, in all subtasks and over all restores; 0 where there is none.</summary>
    public long Counter(string name) => Subtasks.Runtime.Metrics.OfType<FunctionCounter>().Where(metric => metric.Name == name).Sum(metric => metric.Value);

    /// <summary>What a gauge of the function says in each subtask that has set it, since the last restore.</summary>
    public IReadOnlyList<double> Gauge(string name) =>
        [.. Subtasks.Runtime.Metrics.OfType<FunctionGauge>().Where(metric => metric.Name == name && !double.IsNaN(metric.Value)).Select(metric => metric.Value)];

    /// <summary>What the function has recorded in a histogram, in its order.</summary>
    public IReadOnlyList<double> Histogram(string name) => Subtasks.Runtime.RecordedIn(name);

    /// <summary>What comes out of a side output; grows while the harness runs.</summary>
    /// <exception cref="InvalidOperationException">The harness has begun.</exception>
    /// <exception cref="StreamProcessingException">The operator is no function, or has a side output of the same name and another type.</exception>
    public IReadOnlyList<Timestamped<TSide>> Side<TSide>(OutputTag<TSide> tag)
    {
        VerifyFresh();
        if (Declaration.Definition is not ProcessDefinition process)
        {
            throw new StreamProcessingException($"The operator '{Declaration.Name}' has no side output '{tag.Name}': only functions have them.");
        }

        Declaration.Definition = process.With(tag);
        var side = new Received<TSide>();
        Connect(() => Declaration.Definition.OutputOf(tag.Name), side);
        return side.Records;
    }

    /// <summary>Lets event time reach a moment; it never goes back.</summary>
    public void AdvanceWatermark(DateTimeOffset watermark) => Subtasks.AdvanceWatermark(watermark.ToUnixTimeMilliseconds());

    /// <summary>Lets the clock go on, and every timer fire at its moment.</summary>
    public void AdvanceClock(TimeSpan by) => Subtasks.AdvanceClock(by);

    /// <summary>Ends the input: event time goes to its end, and the clock is not waited for.</summary>
    public void End() => Subtasks.End();

    /// <summary>What the operator keeps now.</summary>
    public HarnessCheckpoint Checkpoint() => new(Subtasks.Save(), Now);

    /// <summary>Goes on from a checkpoint, as after a crash; results so far stay in <see cref="Output"/>. Event time begins anew, as in a job; the clock is not before that of the checkpoint.</summary>
    /// <param name="checkpoint">The checkpoint, of this harness or of another one for the same operator.</param>
    /// <param name="parallelism">In how many subtasks.</param>
    public void Restore(HarnessCheckpoint checkpoint, int parallelism = 1)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        if (checkpoint.At > Now)
        {
            _clock.Advance(checkpoint.At - Now);
        }

        Subtasks.Begin(parallelism, checkpoint.Snapshots);
    }

    /// <summary>Disposes of the operator.</summary>
    public void Dispose() => _subtasks?.Dispose();

    private protected void Deliver<TIn>(TIn record, ulong keyHash, DateTimeOffset? timestamp) =>
        Subtasks.Deliver(record, keyHash, timestamp?.ToUnixTimeMilliseconds() ?? RecordBatch.NoTimestamp);

    private protected void DeliverTo<TIn>(int turn, TIn record, DateTimeOffset? timestamp) =>
        Subtasks.DeliverTo(turn, record, timestamp?.ToUnixTimeMilliseconds() ?? RecordBatch.NoTimestamp);

    private protected void DeliverToAll<TIn>(TIn record, DateTimeOffset? timestamp) =>
        Subtasks.DeliverToAll(record, timestamp?.ToUnixTimeMilliseconds() ?? RecordBatch.NoTimestamp);

    /// <summary>What the broadcast state of a subtask holds.</summary>
    private protected IEnumerable<KeyValuePair<TKey, TValue>> EntriesOf<TKey, TValue>(int subtask)
        where TKey : notnull => Subtasks.EntriesOf<TKey, TValue>(subtask);

    /// <summary>What the operator could not process; grows while the harness runs.</summary>
    private protected IReadOnlyList<FailedRecord<TIn>> DivertTo<TIn>()
    {
        VerifyFresh();
        Declaration.ErrorPolicy = ErrorPolicy.Divert;
        var failed = new Received<FailedRecord<TIn>>();
        Connect(() => Declaration.Definition.FailedOutput, failed);
        return new Records<FailedRecord<TIn>>(failed);
    }

    /// <summary>Whether the test feeds what an operator stands before, but for what makes records of one of two streams records of both.</summary>
    private static bool IsFed(OperatorDeclaration from, bool isConnected) =>
        from.Definition is ISourceDefinition || (isConnected && from.Inputs.Count == 1 && from.Inputs[0].From.Definition is ISourceDefinition);

    private void Connect<T>(Func<int> output, Received<T> received) => _connections.Add(op => op.Outputs[output()].Connect(new InputPort<T>(received)));

    private void VerifyFresh()
    {
        if (_subtasks is not null)
        {
            throw new InvalidOperationException("The harness has begun; ask for side outputs and failed records before the first record.");
        }
    }

    private HarnessSubtasks Begin()
    {
        _subtasks = new HarnessSubtasks(_job.Build(), Declaration, _clock, op => _connections.ForEach(connect => connect(op)));
        _subtasks.Begin(1, []);
        return _subtasks;
    }

    /// <summary>The values of what was received.</summary>
    private sealed class Records<T>(Received<T> received) : IReadOnlyList<T>
    {
        public int Count => received.Records.Count;

        public T this[int index] => received.Records[index].Value;

        public IEnumerator<T> GetEnumerator() => received.Records.Select(record => record.Value).GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
