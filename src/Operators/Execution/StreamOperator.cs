using AkkaStreamProc.Operators.Queries;
using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.Operators.Execution;

/// <summary>One operator in one subtask.</summary>
/// <remarks>
/// Single-threaded. Records arrive through its input port; time, barriers and the end of the input through these
/// members, called by the <see cref="OperatorChain"/> from the head of the chain to its tail, as far as the operator has
/// declared an interest. Those that return a Boolean may stop halfway and be called again, so that a storm of timers
/// yields to the mailbox: they return whether they are done.
/// </remarks>
internal abstract class StreamOperator(OperatorContext context) : IDisposable
{
    private const string ProcessingTimeItem = "processing-time";

    public OperatorContext Context => context;

    public OperatorCounters Counters => context.Counters;

    /// <summary>
    /// What it has in hand, for a message about a call that does not return: <c>key «a»</c>. Asked by another thread
    /// while it works.
    /// </summary>
    public virtual string? CallDetail => null;

    /// <summary>A number that changes with every call of user code, where they are counted. Asked by another thread.</summary>
    public virtual long CallCount => 0;

    /// <summary>What it takes part in besides records; does not change.</summary>
    public abstract OperatorInterests Interests { get; }

    /// <summary>The typed inputs by number; none for a source. An operator with several is the head of its chain.</summary>
    public abstract IReadOnlyList<InputPort> Inputs { get; }

    /// <summary>The typed outputs by number.</summary>
    public abstract IReadOnlyList<OutputPort> Outputs { get; }

    /// <summary>Whether its results depend on the wall clock, so that it must not go back over a restart.</summary>
    protected virtual bool UsesProcessingTime => false;

    /// <summary>The next moment, in milliseconds of processing time, at which <see cref="OnProcessingTime"/> has something to do.</summary>
    public virtual long NextProcessingTime => long.MaxValue;

    /// <summary>What it waits for now, by event time and by the clock; asked twice a second.</summary>
    public virtual AwaitedTime Awaited => AwaitedTime.Nothing;

    /// <summary>Takes its state from a checkpoint, or begins with none, and calls back when it is ready for records.</summary>
    public virtual void Open(OperatorRestore restore, Action opened)
    {
        context.Counters.Restore(restore);
        foreach (var bytes in restore.All(ProcessingTimeItem))
        {
            context.Clock.Raise(new SnapshotReader(bytes).ReadInt64());
        }

        opened();
    }

    /// <summary>Whether it takes another batch now; becomes true again by mail only.</summary>
    public virtual bool IsReady => true;

    /// <summary>Whether it has stopped in the middle of a batch; nothing else may be given to it before <see cref="Continue"/> returns true.</summary>
    public virtual bool HasPending => false;

    /// <summary>Whether a barrier may pass while it has stopped halfway through a walk: its state then says how far it came.</summary>
    public virtual bool CanFreezeHalfway => true;

    /// <summary>Goes on with what is pending.</summary>
    /// <returns>Whether nothing is pending any more.</returns>
    public virtual bool Continue() => true;

    /// <summary>Whether records of one of its inputs are to be taken now; asked before anything is taken from any.</summary>
    /// <remarks>
    /// Records of the others wait where they are, with everything behind them, so that one input can be read before another.
    /// Only a barrier that some channel has brought already lets them through, up to their own: a checkpoint waits for no
    /// input to be chosen. So an operator keeps, as its state, what it gets before its time.
    /// </remarks>
    public virtual bool Reads(int input) => true;

    /// <summary>One input by itself has come this far; the event time of the subtask is told apart, behind it.</summary>
    public virtual void OnInputWatermark(int input, long watermark)
    {
    }

    /// <summary>One input has ended; the end of all is told apart, behind it.</summary>
    public virtual void OnInputEnded(int input)
    {
    }

    /// <summary>The event time of the subtask: the lowest of all channels that are not idle.</summary>
    public virtual bool OnWatermark(long watermark) => true;

    public virtual bool OnProcessingTime(long now) => true;

    /// <summary>The input has ended; the watermark <see cref="Time.Watermarks.Max"/> has already passed.</summary>
    public virtual bool OnEndOfInput() => true;

    /// <summary>What it holds in memory; asked every few seconds.</summary>
    public virtual HeldMemory MeasureMemory() => default;

    /// <summary>Which of its states may be read from outside: on the thread of the subtask and between its turns.</summary>
    public virtual IReadOnlyList<ReadableState> Readable => [];

    /// <summary>The timers of a key of its subtask, where it has any.</summary>
    public virtual IReadOnlyList<(TimeDomain Clock, long Timestamp, string? Name)> TimersOf(object key) => [];

    /// <summary>Contributes its state to the snapshot of a checkpoint.</summary>
    public virtual void Freeze(OperatorFreeze freeze)
    {
        context.Counters.Freeze(freeze);
        if (UsesProcessingTime)
        {
            var writer = new SnapshotWriter(sizeof(long));
            writer.WriteInt64(context.Clock.NowMs);
            freeze.Add(ProcessingTimeItem, writer.Written);
        }
    }

    /// <summary>The checkpoint is complete; calls back when what depends on it outside is done.</summary>
    public virtual void OnCheckpointCompleted(long checkpointId, Action committed) => committed();

    public virtual void Dispose()
    {
    }

    /// <summary>Closes an operator of a subtask that could not be made; what it throws is told, and does not take the place of the failure.</summary>
    internal static void CloseBehindFailure(StreamOperator op)
    {
        try
        {
            op.Dispose();
        }
        catch (Exception e)
        {
            op.Context.Notify(OperatorNotices.NotClosed.With($"The operator could not be closed behind a failure: {e.Message}"));
        }
    }

    /// <summary>
    /// Freezes what there is and drops it again, so that the code is compiled while no record waits: in the first freeze
    /// of a process that takes milliseconds. For operators whose <see cref="Freeze"/> does nothing else.
    /// </summary>
    protected void RehearseFreeze()
    {
        var rehearsal = new SubtaskFreeze(checkpointId: 0);
        Freeze(rehearsal.Add(context.OperatorName));
        rehearsal.Release();
    }
}
