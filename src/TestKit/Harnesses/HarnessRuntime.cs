using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.Operators.Time;

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

    public int FormerParallelism(string operatorName) => 0;

    public void RequestCheckpoint()
    {
    }

    public void TellFinished(StoredSplit split)
    {
    }
}
