using System.Threading.Channels;
using Akka;
using Akka.Streams.Dsl;
using AkkaStreamProc.Connectors.Akka.Internal.Results;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sinks;

namespace AkkaStreamProc.Connectors.Akka;

/// <summary>Hands the results of a stream to code of the same process: as <see cref="IAsyncEnumerable{T}"/>, <see cref="ChannelReader{T}"/> or source of Akka.Streams.</summary>
/// <typeparam name="T">The type of the results.</typeparam>
/// <remarks>
/// <para>
/// A sink that is declared with the job, and read once it is submitted. The object outlives attempts and submissions of the
/// job; what is unread when a reader ends is there for the next. Several readers share the results, each of which goes to one.
/// </para>
/// <para>
/// <see cref="ResultVisibility.WhenComputed"/>: at least once. <see cref="ResultVisibility.WhenCommitted"/>: exactly once, as
/// long as the process lives; what a checkpoint interval brings is then kept besides the <see cref="JobResultsOptions.Capacity"/>.
/// The order of each subtask is kept. Results are shared with nobody, but for records that go to other operators, too.
/// </para>
/// <para>Thread-safe.</para>
/// </remarks>
/// <example>
/// <code>
/// var alerts = new JobResults&lt;Alert&gt;();
/// stream.SinkTo(alerts);
/// JobHandle handle = await StreamProcessing.For(system).SubmitAsync(job.Build());
/// await foreach (Alert alert in handle.Results(alerts)) { … }
/// </code>
/// </example>
public sealed class JobResults<T> : ISink<T>, IResultTarget<T>
{
    private readonly Lock _gate = new();
    private readonly JobResultsOptions _options;
    private readonly HeldEpochs<T>? _held;
    private readonly Queue<T> _unread = new();
    private List<Action> _awaitingRoom = [];
    private TaskCompletionSource _given = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _job;
    private bool _isDiscarded;
    private long _dropped;

    /// <param name="options">How results are kept; the defaults where not given.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public JobResults(JobResultsOptions? options = null)
    {
        _options = options ?? new JobResultsOptions();
        _options.Validate();
        _held = _options.Visibility == ResultVisibility.WhenCommitted ? new() : null;
    }

    /// <inheritdoc/>
    public string Description => "results";

    /// <summary>At least once: what a process has not read when it dies is not handed out by the next.</summary>
    public DeliveryGuarantee Guarantee => _options.WhenFull == ResultsWhenFull.Wait ? DeliveryGuarantee.AtLeastOnce : DeliveryGuarantee.None;

    /// <summary>How many results nobody has read were dropped.</summary>
    public long Dropped
    {
        get
        {
            lock (_gate)
            {
                return _dropped;
            }
        }
    }

    bool IResultTarget<T>.HasRoom
    {
        get
        {
            lock (_gate)
            {
                return HasRoom;
            }
        }
    }

    /// <summary>How many results wait for a reader.</summary>
    internal int Unread
    {
        get
        {
            lock (_gate)
            {
                return _unread.Count;
            }
        }
    }

    private bool HasRoom => _isDiscarded || _options.WhenFull == ResultsWhenFull.DropOldest || _unread.Count < _options.Capacity;

    /// <summary>Nobody will read any more: what is unread is dropped, and whatever the job still computes, so that it waits for no reader.</summary>
    public void Discard()
    {
        lock (_gate)
        {
            _isDiscarded = true;
            _dropped += _unread.Count;
            _unread.Clear();
        }

        TellRoom();
    }

    /// <summary>The results of a submitted job; ends when they are read and the job has ended.</summary>
    /// <param name="handle">The job.</param>
    /// <exception cref="StreamProcessingException">On reading: the job has failed for good; says why. What it had given out before is read first.</exception>
    public ChannelReader<T> ReaderOf(JobHandle handle)
    {
        ArgumentNullException.ThrowIfNull(handle);
        return new ResultReader<T>(this, handle);
    }

    /// <summary>The same as a source of Akka.Streams, which may be materialized once.</summary>
    /// <inheritdoc cref="ReaderOf" path="/param"/>
    /// <inheritdoc cref="ReaderOf" path="/exception"/>
    public Source<T, NotUsed> SourceOf(JobHandle handle) => ChannelSource.FromReader(ReaderOf(handle));

    /// <inheritdoc/>
    public ISinkWriter<T> CreateWriter(ISubtaskContext context)
    {
        lock (_gate)
        {
            _job ??= context.JobName;
        }

        return _job == context.JobName
            ? new ResultWriter<T>(this, _held, context)
            : throw new AkkaConnectorException("results", $"The results of the operator '{context.OperatorName}' of the job '{context.JobName}' cannot be read: the job '{_job}' gives its own to the same object. Give each job one of its own.");
    }

    void IResultTarget<T>.WhenRoom(Action call)
    {
        lock (_gate)
        {
            if (!HasRoom)
            {
                _awaitingRoom.Add(call);
                return;
            }
        }

        call();
    }

    void IResultTarget<T>.Withdraw(Action call)
    {
        lock (_gate)
        {
            _awaitingRoom.Remove(call);
        }
    }

    void IResultTarget<T>.Give(IReadOnlyList<T> records)
    {
        TaskCompletionSource given;
        lock (_gate)
        {
            if (_isDiscarded)
            {
                _dropped += records.Count;
                return;
            }

            foreach (var record in records)
            {
                _unread.Enqueue(record);
            }

            while (_options.WhenFull == ResultsWhenFull.DropOldest && _unread.Count > _options.Capacity)
            {
                _unread.Dequeue();
                _dropped++;
            }

            given = _given;
            _given = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        given.SetResult();
    }

    /// <summary>How many writers wait for room.</summary>
    internal int AwaitingRoom
    {
        get
        {
            lock (_gate)
            {
                return _awaitingRoom.Count;
            }
        }
    }

    /// <summary>Takes the next result, if there is one.</summary>
    internal bool TryTake(out T? result)
    {
        bool isTaken;
        bool makesRoom;
        lock (_gate)
        {
            isTaken = _unread.TryDequeue(out result);
            makesRoom = isTaken && _awaitingRoom.Count > 0 && _unread.Count <= _options.Capacity / 2;
        }

        if (makesRoom)
        {
            TellRoom();
        }

        return isTaken;
    }

    /// <summary>Completes when more is given; already completed where something is unread.</summary>
    internal Task WhenGiven()
    {
        lock (_gate)
        {
            return _unread.Count > 0 ? Task.CompletedTask : _given.Task;
        }
    }

    private void TellRoom()
    {
        List<Action> waiting;
        lock (_gate)
        {
            (waiting, _awaitingRoom) = (_awaitingRoom, []);
        }

        waiting.ForEach(call => call());
    }
}
