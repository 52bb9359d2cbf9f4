using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Operators.Connectors;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Plans.Definitions;
using AkkaStreamProc.TestKit.Jobs;
using AkkaStreamProc.TestKit.Simulation;

namespace AkkaStreamProc.TestKit;

/// <summary>Runs a whole job in the thread of a test and virtual time, with its sources fed and its sinks looked at by the test.</summary>
/// <remarks>
/// <para>
/// The job is the one that runs in production: every source and every sink of it is replaced, by name, and everything between
/// them (watermark strategies, shuffles, state, timers, checkpoints) is as it is. A call returns when what it led to has gone
/// through the whole job. A watermark follows every record, the clock stands unless it is moved, and a checkpoint is taken where
/// the test says; so a test is exact, waits for nothing, and needs no broker and no database.
/// </para>
/// <para>
/// What fails in the job is thrown by the call that led to it. Any test framework will do. Not thread-safe; asynchronous functions
/// of the job may answer in any thread.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// await using var t = new JobTestKit(job);
/// t.Source(clicks).Send(new Click("u1", noon), new Click("u1", noon.AddSeconds(61)));
/// await t.Sink(counts).Expect(new Count("u1", 1));
/// </code>
/// </example>
public sealed class JobTestKit : IAsyncDisposable, IDisposable
{
    private const int MaxSteps = 10_000_000;

    // Longer than any test lets the clock go on.
    private static readonly TimeSpan Never = TimeSpan.FromDays(365_000);

    private readonly JobBuilder _job;
    private readonly JobTestOptions _options;
    private readonly Replacements _replacements;
    private readonly SimulatedWorld _world;
    private readonly ForeignMail _foreign = new();
    private readonly List<JobEvent> _events = [];
    private readonly JobSettings _settings;
    private SimulatedSupervisor? _supervisor;
    private int _parallelism;
    private bool _isRunning;
    private bool _isDisposed;

    /// <summary>Takes a job as it is declared; it begins with the first call.</summary>
    /// <param name="job">The job. It is built anew whenever it starts, so declare all of it before.</param>
    /// <param name="options">How it runs.</param>
    /// <exception cref="StreamProcessingException">The job cannot run as it is declared, or has no source or sink that is to be kept.</exception>
    public JobTestKit(JobBuilder job, JobTestOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(job);
        _job = job;
        _options = options ?? new JobTestOptions();
        _replacements = new Replacements(this);
        _settings = _options.Settings with
        {
            CheckpointInterval = Never,
            CheckpointTimeout = Never,
            DeployTimeout = Never,
            FlushInterval = TimeSpan.Zero,
            WatermarkInterval = TimeSpan.Zero,
        };
        _world = new SimulatedWorld(new SimulationOptions
        {
            Seed = _options.Seed,
            Start = _options.Start,
            Faults = SimulatedFaults.None,
            ChannelCredit = _settings.ChannelCredit,
            ChannelBytes = _settings.ChannelBytes,
            SerializesBatches = true,
            VerifiesRecords = true,
            Trace = _options.Trace,
        })
        {
            Foreign = _foreign,
            FailsWithAttempt = true,
            Noticed = (name, notice) => _events.Add(new JobEvent(Now, job.Name, name, notice.Text) { Id = notice.Kind.Id }),
        };
        _parallelism = job.Parallelism;
        Graph(_parallelism);
        _replacements.VerifyKept();
    }

    /// <summary>The job of a class, as a host would declare it; its sources and sinks may have any address.</summary>
    /// <param name="job">The job.</param>
    /// <param name="arguments">Its options.</param>
    /// <param name="options">How it runs.</param>
    public static JobTestKit For(IStreamJob job, IReadOnlyDictionary<string, string>? arguments = null, JobTestOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(job);
        var builder = new JobBuilder(job.Name, new ConnectorCatalog(new TestConnector()));
        job.Define(builder, new JobArguments(job.Options, arguments ?? new Dictionary<string, string>()));
        return new JobTestKit(builder, options);
    }

    /// <summary>The clock of the job, for asynchronous functions that wait by it.</summary>
    public TimeProvider Time => _world.Time;

    /// <summary>The moment on the clock.</summary>
    public DateTimeOffset Now => _world.Time.GetUtcNow();

    /// <summary>What operators and the runtime have said, in order.</summary>
    public IReadOnlyList<JobEvent> Events => _events;

    /// <summary>The job as it is now.</summary>
    public JobStatus Status => Ask(() =>
    {
        Supervisor.TakeReports();
        return Supervisor.Status();
    });

    /// <summary>A source, by the stream that comes out of it.</summary>
    /// <exception cref="StreamProcessingException">The stream does not come out of a source of this job.</exception>
    public TestSource<T> Source<T>(DataStream<T> stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return Source<T>(_job.NameOf(stream.Declaration));
    }

    /// <summary>A source, by its name.</summary>
    /// <exception cref="StreamProcessingException">The job has no such source that is replaced, or its records are of another type; names those that it has.</exception>
    public TestSource<T> Source<T>(string name) => _replacements.Source<T>(name);

    /// <summary>A sink, by what <see cref="DataStream{T}.SinkTo"/> returned.</summary>
    public TestSink<T> Sink<T>(DataStreamSink<T> sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        return Sink<T>(_job.NameOf(sink.Declaration));
    }

    /// <summary>A sink, by its name.</summary>
    /// <exception cref="StreamProcessingException">The job has no such sink that is replaced, or its records are of another type; names those that it has.</exception>
    public TestSink<T> Sink<T>(string name) => _replacements.Sink<T>(name);

    /// <summary>Lets the clock go on, and everything that waits for it happen at its moment.</summary>
    /// <param name="by">Zero or more.</param>
    public void AdvanceClock(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        Run(static () => { });
        Run(Supervisor.TakeReports);
        var end = Now + by;
        while (NextDue() is { } due && due <= end)
        {
            Run(() => Reach(due));
        }

        Run(() =>
        {
            _world.AdvanceTo(end);
            Supervisor.TakeReports();
        });
    }

    /// <summary>Takes a checkpoint, and waits until the sinks have confirmed it.</summary>
    /// <returns>Its number.</returns>
    /// <exception cref="JobTestException">The job does not run.</exception>
    public long Checkpoint()
    {
        Run(static () => { });
        var before = Supervisor.Status().LastCheckpoint?.Id ?? 0;
        Run(() => Supervisor.FireNow(JobTimerKind.Checkpoint));
        return Supervisor.Status().LastCheckpoint is { } last && last.Id > before
            ? last.Id
            : throw new JobTestException($"No checkpoint was completed: the job is {Supervisor.Status().State}.");
    }

    /// <summary>
    /// Loses everything that is in memory, as when the process is killed, and goes on from the last checkpoint; from the beginning
    /// where there is none. A job that has failed goes on so, too.
    /// </summary>
    /// <param name="parallelism">With how many subtasks for each operator that has no parallelism of its own; as many as before unless given.</param>
    public void CrashAndRestore(int? parallelism = null)
    {
        if (_world.Failure is null)
        {
            Run(static () => { });
        }

        foreach (var subtask in Supervisor.Subtasks.ToList())
        {
            subtask.Kill();
        }

        Supervisor.Die();
        _world.Crash();
        _world.ForgetFailure();
        _replacements.Crash();
        _parallelism = parallelism ?? _parallelism;
        Run(() => Submit(_parallelism));
    }

    /// <summary>Ends all sources, and with them the job: windows fire, timers are due, a last checkpoint is taken.</summary>
    /// <returns>The job at its end.</returns>
    public async Task<JobStatus> End()
    {
        Run(_replacements.End);
        await UntilAnswered(() => Supervisor.End is not null).ConfigureAwait(false);
        return Supervisor.End ?? throw new JobTestException($"The job has not ended:{Environment.NewLine}{ExplainTime()}");
    }

    /// <summary>How far the time of each operator is, and why nothing comes out where nothing does.</summary>
    public TimeExplanation ExplainTime() => Ask(() =>
    {
        Supervisor.TakeReports();
        return Supervisor.ExplainTime();
    });

    /// <summary>Closes what the job holds.</summary>
    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            _world.Thread = Environment.CurrentManagedThreadId;
            foreach (var subtask in (_supervisor?.Subtasks ?? []).ToList())
            {
                subtask.Stop();
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Whether the job has begun.</summary>
    internal bool HasBegun => _supervisor is not null;

    /// <summary>Does something, and everything it leads to.</summary>
    /// <exception cref="JobTestException">Something in the job fails; the cause is inside.</exception>
    internal void Run(Action action)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_isRunning)
        {
            throw new InvalidOperationException("A test cannot feed a job from within the job.");
        }

        // With a context of a test framework, what a task is awaited by would go on in another thread.
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        _isRunning = true;
        try
        {
            _world.Thread = Environment.CurrentManagedThreadId;
            if (_supervisor is null)
            {
                Submit(_parallelism);
                Settle();
            }

            action();
            Settle();
        }
        finally
        {
            _isRunning = false;

            // The thread may go on to answer a call, which is none of the history then.
            _world.Thread = 0;
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    /// <summary>Waits while asynchronous calls are under way that something outside of the test must answer, and something has not come true.</summary>
    internal async Task UntilAnswered(Func<bool> condition)
    {
        Run(static () => { });
        var began = TimeProvider.System.GetTimestamp();
        while (!condition() && Supervisor.Subtasks.Any(subtask => subtask.Report()?.Time?.AwaitsAnswers == true))
        {
            var left = _options.Patience - TimeProvider.System.GetElapsedTime(began);
            if (left <= TimeSpan.Zero || await Task.WhenAny(_foreign.Arrived, Task.Delay(left)).ConfigureAwait(false) != _foreign.Arrived)
            {
                return;
            }

            Run(static () => { });
        }
    }

    private SimulatedSupervisor Supervisor => _supervisor ?? throw new InvalidOperationException("The job has not begun.");

    private T Ask<T>(Func<T> question)
    {
        Run(static () => { });
        var answer = default(T)!;
        Run(() => answer = question());
        return answer;
    }

    private void Submit(int parallelism)
    {
        _supervisor = new SimulatedSupervisor(_world, _job.Name, _settings);
        _supervisor.Submit(Graph(parallelism));
    }

    private JobGraph Graph(int parallelism)
    {
        var before = _job.Parallelism;
        try
        {
            _job.Parallelism = parallelism;
            return _job.BuildWith(_replacements);
        }
        finally
        {
            _job.Parallelism = before;
        }
    }

    /// <summary>Delivers whatever is on its way until nothing is.</summary>
    private void Settle()
    {
        for (var steps = 0; ; steps++)
        {
            _foreign.TakeAll();
            if (_world.Failure is { } failure)
            {
                throw new JobTestException($"The job failed: {failure.Message}", failure);
            }

            if (_world.Mail.IsEmpty)
            {
                return;
            }

            if (steps == MaxSteps)
            {
                throw new JobTestException($"The job does not come to rest: after {MaxSteps} steps there is still something to do. A timer may register itself for the same moment.");
            }

            _world.Mail.DeliverOne();
        }
    }

    /// <summary>When something happens by the clock next.</summary>
    private DateTimeOffset? NextDue()
    {
        var dues = Supervisor.Subtasks.Select(subtask => subtask.WakeAt)
            .Concat(Supervisor.Timers.Select(timer => (DateTimeOffset?)timer.Due))
            .Append(_world.Time.NextDue);
        return dues.Min();
    }

    private void Reach(DateTimeOffset moment)
    {
        _world.AdvanceTo(moment);
        foreach (var subtask in Supervisor.Subtasks.Where(subtask => subtask.WakeAt <= Now).ToList())
        {
            subtask.Wake();
        }

        foreach (var timer in Supervisor.Timers.Where(timer => timer.Due <= Now).ToList())
        {
            Supervisor.Fire(timer.Kind);
        }
    }

    /// <summary>The sources and sinks of the test, which outlive a crash.</summary>
    private sealed class Replacements(JobTestKit kit) : IConnectorReplacement
    {
        private readonly Dictionary<string, object> _sources = [];
        private readonly Dictionary<string, object> _sinks = [];
        private readonly SortedSet<string> _names = new(StringComparer.Ordinal);

        public ISource<T> For<T>(string name, ISource<T> source) => IsKept(name) ? source
            : ((TestSource<T>)(_sources.TryGetValue(name, out var known) ? known : _sources[name] = new TestSource<T>(kit, source))).Outside;

        public ISink<T> For<T>(string name, ISink<T> sink) => IsKept(name) ? sink
            : ((TestSink<T>)(_sinks.TryGetValue(name, out var known) ? known : _sinks[name] = new TestSink<T>(kit, name, sink))).Outside;

        /// <summary>What is to be kept is there.</summary>
        public void VerifyKept()
        {
            foreach (var name in kit._options.Kept.Where(kept => !_names.Contains(kept)))
            {
                throw new StreamProcessingException(
                    $"The job '{kit._job.Name}' has no source and no sink '{name}' to keep as it is; it has {string.Join(", ", _names.Select(known => $"'{known}'"))}.");
            }
        }

        public TestSource<T> Source<T>(string name) => Find<TestSource<T>>(_sources, "source", name, typeof(T));

        public TestSink<T> Sink<T>(string name) => Find<TestSink<T>>(_sinks, "sink", name, typeof(T));

        public void End()
        {
            foreach (var source in _sources.Values.Cast<ITestSource>())
            {
                source.End();
            }
        }

        public void Crash()
        {
            foreach (var source in _sources.Values.Cast<ITestSource>())
            {
                source.Crash();
            }
        }

        private bool IsKept(string name)
        {
            _names.Add(name);
            return kit._options.Kept.Contains(name);
        }

        private TFound Find<TFound>(Dictionary<string, object> all, string what, string name, Type type) => all.GetValueOrDefault(name) switch
        {
            TFound found => found,
            null => throw new StreamProcessingException($"The job '{kit._job.Name}' has no {what} '{name}' for a test; it has {(all.Count == 0 ? "none" : string.Join(", ", all.Keys.Select(known => $"'{known}'")))}."),
            var other => throw new StreamProcessingException($"The {what} '{name}' of the job '{kit._job.Name}' is not of {TypeNames.Of(type)} but of {TypeNames.Of(other.GetType().GetGenericArguments()[0])}."),
        };
    }
}
