using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Actors.Exchange.Transport;
using AkkaStreamProc.Actors.Subtasks;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Actors.Specs.Support;

/// <summary>Surroundings of one subtask that remember everything it does; the spec plays its peers.</summary>
internal sealed class FakeEnvironment : ISubtaskEnvironment, IWorker
{
    private readonly Queue<Action> _posted = new();

    public MovableClock Clock { get; } = new(new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public TimeProvider Time => Clock;

    public IWorker CreateWorker(string operatorName) => this;

    public List<(int Channel, ChannelElement Element)> Transmitted { get; } = [];

    public List<(int Channel, int Records)> Granted { get; } = [];

    public List<(long CheckpointId, SubtaskReport Report)> Saved { get; } = [];

    /// <summary>What was saved, as the snapshots of one subtask of one.</summary>
    public List<byte[]> Written { get; } = [];

    public int Opened { get; private set; }

    public int Ended { get; private set; }

    /// <summary>When the subtask wants to be woken, as it said last.</summary>
    public TimeSpan? WakesAfter { get; set; }

    /// <summary>Lets the subtask work until it has nothing more to do.</summary>
    public void Run(Subtask subtask)
    {
        do
        {
            while (_posted.TryDequeue(out var action))
            {
                action();
            }

            while (subtask.Run(16))
            {
            }
        }
        while (_posted.Count > 0);
    }

    /// <summary>Lets the subtask work for some turns at the most.</summary>
    public void Turn(Subtask subtask, int turns)
    {
        while (_posted.TryDequeue(out var action))
        {
            action();
        }

        subtask.Run(turns);
    }

    public void Post(OperatorMailbox mailbox, Action action) => _posted.Enqueue(() => mailbox.Add(action));

    public void Post(Action action) => _posted.Enqueue(action);

    public void Fail(Exception cause) => throw new InvalidOperationException("The subtask failed.", cause);

    /// <summary>The splits that were told to have ended.</summary>
    public List<StoredSplit> FinishedSplits { get; } = [];

    public void TellFinished(StoredSplit split) => FinishedSplits.Add(split);

    public void Notify(string operatorName, Notice notice)
    {
    }

    public JobLife Life => JobLife.Unknown;

    public int FormerParallelism(string operatorName) => 0;

    public void RequestCheckpoint()
    {
    }

    public ExchangeTransport Transport { get; init; }

    public void Transmit(int channel, long sequence, ChannelElement element) => Transmitted.Add((channel, element));

    public void Grant(int channel, Credit credit)
    {
        if (credit.Records > 0)
        {
            Granted.Add((channel, credit.Records));
        }
    }

    public void Save(SubtaskFreeze freeze, SubtaskReport report)
    {
        Written.Add(SubtaskSnapshot.Write(new SnapshotHeader("job", "vertex", 0, 1, 128, freeze.CheckpointId), freeze));
        freeze.Release();
        Saved.Add((freeze.CheckpointId, report));
    }

    public void InputOpened() => Opened++;

    public void InputEnded() => Ended++;

    public void WakeAfter(TimeSpan delay) => WakesAfter = delay;
}
