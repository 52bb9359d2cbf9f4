using System.Collections.Concurrent;
using AkkaStreamProc.Actors.Subtasks;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sinks;

namespace AkkaStreamProc.TestKit;

/// <summary>
/// The surroundings of a source reader or a sink writer in a spec: the test's own thread plays the subtask, a real
/// worker thread runs what may block.
/// </summary>
/// <remarks>
/// What a connector posts waits until the test pumps it (<see cref="PumpUntil"/>), so a spec decides when the subtask
/// has its turn and never sleeps.
/// </remarks>
public sealed class ConnectorContext : ISubtaskContext, IDisposable
{
    private readonly BlockingCollection<Action> _posted;
    private readonly PinnedWorker _worker;
    private readonly List<string> _notices = [];
    private readonly List<object> _refused = [];
    private Exception? _failure;
    private long _bytes;
    private int _checkpointRequests;

    /// <summary>Creates the surroundings of one subtask.</summary>
    public ConnectorContext(int subtaskIndex = 0, int parallelism = 1, TimeProvider? time = null)
        : this([], subtaskIndex, parallelism, time)
    {
    }

    /// <summary>Creates the surroundings of one of several subtasks, whose posts are pumped together.</summary>
    internal ConnectorContext(BlockingCollection<Action> posted, int subtaskIndex, int parallelism, TimeProvider? time)
    {
        _posted = posted;
        SubtaskIndex = subtaskIndex;
        Parallelism = parallelism;
        Time = time ?? TimeProvider.System;
        _worker = new PinnedWorker("connector-context", Fail);
    }

    /// <inheritdoc/>
    public string JobName { get; init; } = "spec";

    /// <inheritdoc/>
    public string OperatorName { get; init; } = "operator";

    /// <inheritdoc/>
    public ErrorPolicy ErrorPolicy { get; init; } = ErrorPolicy.Fail;

    /// <inheritdoc/>
    public int SubtaskIndex { get; }

    /// <inheritdoc/>
    public int Parallelism { get; }

    /// <inheritdoc/>
    public int HighestParallelism { get => Math.Max(field, Parallelism); init; }

    /// <inheritdoc/>
    public JobLife Life { get; init; } = JobLife.Unknown;

    /// <summary>How often a checkpoint was asked for.</summary>
    public int CheckpointRequests => Volatile.Read(ref _checkpointRequests);

    /// <inheritdoc/>
    public TimeProvider Time { get; }

    /// <inheritdoc/>
    public IWorker Worker => _worker;

    /// <summary>The first failure that was reported, or <see langword="null"/>.</summary>
    public Exception? Failure => Volatile.Read(ref _failure);

    /// <summary>What was said to the operator of the job, in order.</summary>
    public IReadOnlyList<string> Notices
    {
        get
        {
            lock (_notices)
            {
                return [.. _notices];
            }
        }
    }

    /// <inheritdoc/>
    public void Post(Action action) => _posted.Add(action);

    /// <inheritdoc/>
    public void Fail(Exception cause)
    {
        Interlocked.CompareExchange(ref _failure, cause, null);
        _posted.Add(static () => { });
    }

    /// <inheritdoc/>
    public void Notify(string message)
    {
        lock (_notices)
        {
            _notices.Add(message);
        }

        _posted.Add(static () => { });
    }

    /// <summary>The bytes that were counted.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <inheritdoc/>
    public void CountBytes(long bytes) => Interlocked.Add(ref _bytes, bytes);

    /// <inheritdoc/>
    public void RequestCheckpoint()
    {
        Interlocked.Increment(ref _checkpointRequests);
        _posted.Add(static () => { });
    }

    /// <summary>What was refused, in order: each a <see cref="RefusedRecord{T}"/>.</summary>
    public IReadOnlyList<object> Refused
    {
        get
        {
            lock (_refused)
            {
                return [.. _refused];
            }
        }
    }

    /// <inheritdoc/>
    public void Refuse<T>(RefusedRecord<T> refused)
    {
        lock (_refused)
        {
            _refused.Add(refused);
        }

        _posted.Add(static () => { });
    }

    /// <summary>Runs posted actions until a condition holds.</summary>
    /// <param name="condition">Checked before the first and after every action.</param>
    /// <param name="awaited">What the condition stands for, named when it does not come true.</param>
    /// <param name="timeout">How long the next action may take to arrive; 30 seconds unless given.</param>
    /// <exception cref="TimeoutException">The condition did not come true; names <paramref name="awaited"/>.</exception>
    public void PumpUntil(Func<bool> condition, string awaited, TimeSpan? timeout = null)
    {
        var limit = timeout ?? TimeSpan.FromSeconds(30);
        while (!condition())
        {
            if (!_posted.TryTake(out var action, limit))
            {
                throw new TimeoutException($"Nothing was posted for {limit} while waiting for: {awaited}. First failure: {Failure?.ToString() ?? "none"}");
            }

            action();
        }
    }

    /// <summary>Lets the worker finish what is queued and ends its thread.</summary>
    public void Dispose()
    {
        _worker.Dispose();
        _worker.Completion.Wait(TimeSpan.FromSeconds(30));
    }
}
