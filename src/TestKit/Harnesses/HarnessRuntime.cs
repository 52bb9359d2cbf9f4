using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.Operators.Time;
using Microsoft.Extensions.Logging;

namespace AkkaStreamProc.TestKit.Harnesses;

/// <summary>Runs operators in the thread of the test, at the time that the test sets.</summary>
internal sealed class HarnessRuntime(MovableClock clock) : ISubtaskRuntime
{
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

    /// <summary>What was recorded in histograms, by name.</summary>
    public Dictionary<string, List<double>> Recorded { get; } = [];

    /// <summary>What functions have logged.</summary>
    public List<HarnessLogEntry> Logged { get; } = [];

    public void Begin(FunctionMetric metric)
    {
        Metrics.Add(metric);
        if (metric is FunctionHistogram histogram)
        {
            histogram.Recorder = value =>
            {
                if (!Recorded.TryGetValue(metric.Name, out var values))
                {
                    Recorded[metric.Name] = values = [];
                }

                values.Add(value);
            };
        }
    }

    public bool IsLogged(LogLevel level) => true;

    public void Log(string operatorName, LogLevel level, EventId id, string text, Exception? cause) => Logged.Add(new HarnessLogEntry(level, id, text, cause));

    public int FormerParallelism(string operatorName) => 0;

    public void RequestCheckpoint()
    {
    }

    public void TellFinished(StoredSplit split)
    {
    }
}
