using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Actors.Subtasks;

/// <summary>What the head of a source subtask is to do next.</summary>
internal enum SourceTurn
{
    /// <summary>Nothing; it is woken when there is something.</summary>
    Nothing,

    /// <summary>Records were emitted.</summary>
    Emitted,

    /// <summary>The idle status must be sent.</summary>
    Status,

    /// <summary>The watermark must be sent.</summary>
    Watermark,

    /// <summary>A checkpoint was triggered and its barrier must be sent.</summary>
    Barrier,

    /// <summary>The source has ended.</summary>
    End,
}

/// <summary>Decides in which order a source subtask reads, takes splits, sends watermarks and answers triggers.</summary>
/// <remarks>
/// A barrier falls later than its trigger arrives, behind the fetch at hand. What the enumerator has said since belongs behind
/// the barrier, as it does for the enumerator itself, so it waits.
/// </remarks>
internal sealed class SourceDriver(ISourceOperator source, TimeSpan watermarkInterval, Func<long> nowMs)
{
    private readonly Queue<(ChannelBarrier Barrier, bool StopsSource, ReadOnlyMemory<byte> Enumerator)> _triggers = new();
    private readonly Queue<(int TriggersBefore, SplitAssignment Assignment)> _assignments = new();
    private int _triggered;
    private int _answered;
    private long _sentWatermark = Watermarks.Min;
    private long _sentAt = long.MinValue / 2;
    private bool _mustSend;
    private bool _mustSayIdle;
    private bool _isOpen;
    private bool _isStopped;
    private bool _hasEnded;

    public bool IsIdle => source.IsIdle;

    public IReadOnlyList<SplitMeasurement> Measure() => source.Measure();

    /// <summary>Whether a checkpoint was triggered and no fetch is emitted by half.</summary>
    public bool IsBarrierDue => _isOpen && _triggers.Count > 0 && source.IsAtFetchBoundary;

    public void Trigger(ChannelBarrier barrier, bool stopsSource, ReadOnlyMemory<byte> enumerator)
    {
        _triggers.Enqueue((barrier, stopsSource, enumerator));
        _triggered++;
    }

    /// <summary>Hands splits to the source, behind the barriers that were triggered before.</summary>
    public void Assign(SplitAssignment assignment)
    {
        _assignments.Enqueue((_triggered, assignment));
        TakeAssignments();
    }

    /// <summary>Reads where nothing else is due.</summary>
    public SourceTurn Next()
    {
        TakeAssignments();
        if (_mustSend)
        {
            return SourceTurn.Watermark;
        }

        if (_mustSayIdle)
        {
            _mustSayIdle = false;
            return SourceTurn.Status;
        }

        if (IsBarrierDue)
        {
            // Every subtask stands at the same event time where a barrier passes, so that their state can be divided anew.
            return source.Watermark > _sentWatermark && !source.IsIdle && !_hasEnded ? SourceTurn.Watermark : SourceTurn.Barrier;
        }

        return _isStopped || _hasEnded ? SourceTurn.Nothing : Read();
    }

    /// <summary>Takes the barrier that is due.</summary>
    public ChannelBarrier TakeBarrier()
    {
        // What was said in front of it, where the last barrier was taken in the middle of a walk and nothing was read since.
        TakeAssignments();
        var (barrier, stopsSource, enumerator) = _triggers.Dequeue();
        source.KeepForEnumerator(enumerator);
        _answered++;
        _isStopped |= stopsSource;
        return barrier;
    }

    /// <summary>Takes the watermark that is due.</summary>
    public long TakeWatermark()
    {
        _mustSend = false;
        _sentAt = nowMs();
        return _sentWatermark = source.Watermark;
    }

    private void TakeAssignments()
    {
        while (_assignments.TryPeek(out var next) && next.TriggersBefore <= _answered)
        {
            _assignments.Dequeue();
            source.Assign(next.Assignment);
        }
    }

    private SourceTurn Read()
    {
        switch (source.Step())
        {
            case SourceStep.StatusChanged:
                return ChangeStatus();
            case SourceStep.Starting:
                return SourceTurn.Nothing;
            case SourceStep.Finished:
                _hasEnded = true;
                return SourceTurn.End;
            case SourceStep.EmittedToPoint:
                _mustSend = source.Watermark > _sentWatermark;
                return SourceTurn.Emitted;
            case SourceStep.Emitted:
                _mustSend = source.Watermark > _sentWatermark && nowMs() - _sentAt >= (long)watermarkInterval.TotalMilliseconds;
                return SourceTurn.Emitted;
            default:
                _mustSend = !source.IsIdle && source.Watermark > _sentWatermark;
                return _mustSend ? SourceTurn.Watermark : SourceTurn.Nothing;
        }
    }

    /// <summary>
    /// A watermark says that its sender is active, so what is known of the time goes before the word that there will be no
    /// more; but the very first thing that is said is the status.
    /// </summary>
    private SourceTurn ChangeStatus()
    {
        var isFirst = !_isOpen;
        _isOpen = true;
        if (source.IsIdle && source.Watermark > _sentWatermark)
        {
            _mustSend = true;
            _mustSayIdle = true;
            return isFirst ? SourceTurn.Status : SourceTurn.Watermark;
        }

        return SourceTurn.Status;
    }
}
