using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.Operators.Time;
using Microsoft.Extensions.Logging;

namespace AkkaStreamProc.TestKit.Harnesses;

/// <summary>Runs operators in the thread of the test, at the time that the test sets.</summary>
/// <remarks>What functions log and record may come from any thread.</remarks>
internal sealed class HarnessRuntime(MovableClock clock) : ISubtaskRuntime
{
    private readonly Lock _gate = new();
    private readonly List<(string Histogram, double Value)> _recorded = [];
    private readonly List<HarnessLogEntry> _logged = [];

    public TimeProvider Time => clock;

    public SubtaskClock Clock { get; } = new(clock);

    public JobLife Life => JobLife.Unknown;

    public IWorker CreateWorker(string operatorName) => throw new NotSupportedException($"The operator '{operatorName}' asks for a thread, which a harness has not. Run the job in a JobSimulation.");

    public void Post(OperatorMailbox mailbox, Action action) => action();

    public void Fail(Exception cause) => throw new StreamProcessingException($"The operator failed the job: {cause.Message}", cause);

    public void Notify(string operatorName, Notice notice)
    {
    }

    /// <summary>The metrics of the functions that run now, and of those before a restore.</summary>
    public List<FunctionMetric> Metrics { get; } = [];

    /// <summary>What functions have logged so far.</summary>
    public IReadOnlyList<HarnessLogEntry> Logged
    {
        get
        {
            lock (_gate)
            {
                return [.. _logged];
            }
        }
    }

    /// <summary>What was recorded in a histogram so far.</summary>
    public IReadOnlyList<double> RecordedIn(string histogram)
    {
        lock (_gate)
        {
            return [.. _recorded.Where(r => r.Histogram == histogram).Select(r => r.Value)];
        }
    }

    public void Begin(FunctionMetric metric)
    {
        Metrics.Add(metric);
        if (metric is FunctionHistogram histogram)
        {
            histogram.Recorder = value =>
            {
                lock (_gate)
                {
                    _recorded.Add((metric.Name, value));
                }
            };
        }
    }

    public bool IsLogged(LogLevel level) => true;

    public void Log(string operatorName, LogLevel level, EventId id, string text, Exception? cause)
    {
        lock (_gate)
        {
            _logged.Add(new HarnessLogEntry(level, id, text, cause));
        }
    }

    public int FormerParallelism(string operatorName) => 0;

    public void RequestCheckpoint()
    {
    }

    public void TellFinished(StoredSplit split)
    {
    }
}
