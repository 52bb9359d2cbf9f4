using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Faults;
using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Sinks;
using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.State.Backends;
using AkkaStreamProc.Operators.Time;
using Microsoft.Extensions.Logging;

namespace AkkaStreamProc.Operators.Execution;

/// <summary>The surroundings of one operator in one subtask.</summary>
internal sealed class OperatorContext(
    ISubtaskRuntime runtime,
    string jobName,
    string operatorName,
    int subtaskIndex,
    int parallelism,
    int maxParallelism) : ISubtaskContext
{
    private IWorker? _worker;
    private long _bytes;
    private FunctionMetrics? _metrics;
    private FunctionLogger? _logger;

    public string JobName => jobName;

    public string OperatorName => operatorName;

    public int SubtaskIndex => subtaskIndex;

    public int Parallelism => parallelism;

    public int HighestParallelism => Math.Max(parallelism, runtime.FormerParallelism(operatorName));

    public int MaxParallelism => maxParallelism;

    public KeyGroupRange KeyGroups { get; } = KeyGroupRange.Of(subtaskIndex, parallelism, maxParallelism);

    public OperatorCounters Counters { get; } = new();

    /// <summary>The bytes exchanged with the outside since the subtask began.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Whether an operator behind this one asks how far event time is at each record; see <see cref="Batches.RecordBatch.HasWatermarks"/>.</summary>
    public bool CarriesTime { get; init; }

    /// <summary>
    /// Whether what follows takes more output now. An operator that emits much at once (a window with many keys) asks
    /// between pieces and yields where there is no room.
    /// </summary>
    public Func<bool> HasRoom { get; set; } = static () => true;

    /// <summary>What happens to a record that the operator cannot process.</summary>
    public ErrorPolicy ErrorPolicy { get; set; } = ErrorPolicy.Fail;

    /// <summary>Where the records at hand were read; known in the subtask of their source only.</summary>
    public Func<SourceRange?> PositionOf { get; set; } = static () => null;

    public JobLife Life => runtime.Life;

    /// <summary>The binary forms of what the job keeps.</summary>
    public StateSerializers Serializers { get; init; } = StateSerializers.Default;

    /// <summary>Where the states of functions lie.</summary>
    public IKeyedStateBackend StateBackend { get; init; } = MemoryStateBackend.Instance;

    public TimeProvider Time => runtime.Time;

    /// <summary>The clocks of the subtask, the same for all its operators.</summary>
    public SubtaskClock Clock { get; init; } = new(runtime.Time);

    public IWorker Worker => _worker ??= runtime.CreateWorker(operatorName);

    /// <summary>The numbers that a function of the operator tells of itself.</summary>
    public FunctionMetrics Metrics => _metrics ??= new FunctionMetrics(operatorName, runtime.Begin);

    /// <summary>Where a function of the operator logs.</summary>
    public ILogger Logger => _logger ??= new FunctionLogger(operatorName, runtime);

    /// <summary>What was posted and not taken yet.</summary>
    public OperatorMailbox Mailbox { get; } = new();

    /// <summary>Refuses changes of rows in an operator that takes records: it would take one that takes a row back for another row.</summary>
    /// <exception cref="StreamProcessingException">The batch has changes.</exception>
    public void RefuseChanges(RecordBatch batch)
    {
        if (batch.HasKinds)
        {
            throw new StreamProcessingException(
                $"The operator '{operatorName}' takes records, but its input has changes of rows: what takes a row back would be taken for another record. Let the source emit inserts only.");
        }
    }

    public void Post(Action action) => runtime.Post(Mailbox, action);

    public void Fail(Exception cause) => runtime.Fail(cause);

    public void Notify(string message) => Notify(OperatorNotices.Other.With(message));

    public void Notify(Notice notice) => runtime.Notify(operatorName, notice);

    public void CountBytes(long bytes) => Interlocked.Add(ref _bytes, bytes);

    public void RequestCheckpoint() => runtime.RequestCheckpoint();

    /// <inheritdoc cref="ISubtaskRuntime.TellTime"/>
    public void TellTime(long lowest, long awaited) => runtime.TellTime(lowest, awaited);

    /// <inheritdoc cref="ISubtaskRuntime.TellLoaded"/>
    public void TellLoaded() => runtime.TellLoaded();

    public void TellFinished(StoredSplit split) => runtime.TellFinished(split);

    /// <summary>Takes what a writer refuses, as an <c>Action&lt;RefusedRecord&lt;T&gt;&gt;</c>; any thread calls it. Set by a sink.</summary>
    public Delegate? Refusals { get; set; }

    public void Refuse<T>(RefusedRecord<T> refused)
    {
        if (Refusals is not Action<RefusedRecord<T>> take)
        {
            throw new InvalidOperationException($"The operator '{operatorName}' is not a sink of {typeof(T)}, so it cannot refuse such a record.");
        }

        take(refused);
    }
}
