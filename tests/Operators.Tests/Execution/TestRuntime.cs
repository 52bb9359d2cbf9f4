using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.Operators.Time;
using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Operators.Tests.Execution;

/// <summary>Runs operators on the thread of the test, at the time the test sets.</summary>
internal sealed class TestRuntime : ISubtaskRuntime
{
    public MovableClock Clock { get; } = new(DateTimeOffset.UnixEpoch);

    public TimeProvider Time => Clock;

    /// <summary>The clocks of the one subtask whose operators get their contexts here.</summary>
    public SubtaskClock SubtaskClock => field ??= new SubtaskClock(Clock);

    public IWorker CreateWorker(string operatorName) => throw new NotSupportedException("no operator under test needs a worker");

    public long Now
    {
        get => Clock.GetUtcNow().ToUnixTimeMilliseconds();
        set => Clock.SetUtcNow(DateTimeOffset.FromUnixTimeMilliseconds(value));
    }

    /// <summary>Whether what is posted waits in the mailbox until the test takes it; otherwise it is done at once.</summary>
    public bool HoldsMail { get; init; }

    public void Post(OperatorMailbox mailbox, Action action)
    {
        if (HoldsMail)
        {
            mailbox.Add(action);
        }
        else
        {
            action();
        }
    }

    public void Fail(Exception cause) => throw new InvalidOperationException("the operator failed the attempt", cause);

    /// <summary>What was said to the operator of the job.</summary>
    public List<string> Notices { get; } = [];

    public void Notify(string operatorName, Notice notice) => Notices.Add($"{operatorName}: {notice.Text}");

    public JobLife Life => JobLife.Unknown;

    public int FormerParallelism(string operatorName) => 0;

    public void RequestCheckpoint()
    {
    }

    /// <summary>The splits that were told to have ended.</summary>
    public List<StoredSplit> Finished { get; } = [];

    public void TellFinished(StoredSplit split) => Finished.Add(split);

    /// <summary>How often a table was told to be loaded.</summary>
    public int Loaded { get; private set; }

    public void TellLoaded() => Loaded++;

    public OperatorContext Context(string name = "operator", int subtask = 0, int parallelism = 1, int maxParallelism = 128, bool carriesTime = false) =>
        new(this, "job", name, subtask, parallelism, maxParallelism) { Clock = SubtaskClock, CarriesTime = carriesTime };
}
