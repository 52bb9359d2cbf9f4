using AkkaStreamProc.Operators.Faults;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Shared;

namespace AkkaStreamProc.Operators.Execution;

/// <summary>The operators of one vertex in one subtask, wired together.</summary>
/// <remarks>
/// Records flow through the ports by themselves. What concerns the whole chain (time, barriers, the end) is walked
/// through it here, from head to tail through the operators that have declared an interest in it, and can stop halfway
/// when there is no room downstream. Single-threaded.
/// </remarks>
internal sealed class OperatorChain : IDisposable
{
    private readonly StreamOperator[] _operators;
    private readonly StreamOperator[] _inEventTime;
    private readonly StreamOperator[] _inProcessingTime;
    private readonly StreamOperator[] _inEnds;
    private readonly StreamOperator[] _withRoom;
    private readonly StreamOperator[] _pausing;
    private readonly Router[] _routers;
    private bool _isAudited;
    private int _cursor;

    // Where a walk has stopped halfway.
    private StreamOperator? _stoppedIn;

    /// <param name="operators">The operators, every one behind what feeds it.</param>
    /// <param name="inputs">The input of the head for each edge of <see cref="ExecutionPlan.InputsOf"/>.</param>
    /// <param name="routers">What takes the records of each edge of <see cref="ExecutionPlan.OutputsOf"/>.</param>
    public OperatorChain(IReadOnlyList<StreamOperator> operators, IReadOnlyList<int> inputs, IReadOnlyList<Router> routers)
    {
        _operators = [.. operators];
        _inEventTime = With(OperatorInterests.EventTime);
        _inProcessingTime = With(OperatorInterests.ProcessingTime);
        _inEnds = With(OperatorInterests.EndOfInput);
        _withRoom = With(OperatorInterests.Readiness);
        _pausing = With(OperatorInterests.Pauses);
        _routers = [.. routers];
        Inputs = inputs;
        Source = operators[0] as ISourceOperator;
        Delaying = operators[0] as IDelayingOperator;
        foreach (var output in operators.SelectMany(o => o.Outputs))
        {
            output.Calls = Calls;
        }
    }

    /// <summary>Lets an audit look at every record that passes an operator.</summary>
    public void AuditBy(RecordAudit audit)
    {
        _isAudited = true;
        foreach (var op in _operators)
        {
            foreach (var input in op.Inputs)
            {
                (input.Audit, input.Owner) = (audit, op.Context.OperatorName);
            }

            foreach (var output in op.Outputs)
            {
                (output.Audit, output.Owner) = (audit, op.Context.OperatorName);
            }
        }
    }

    /// <summary>Which operator is at work.</summary>
    public CallTracker Calls { get; } = new();

    /// <summary>A number that changes with every call of user code, where they are counted. Any thread may ask.</summary>
    public long CallCount
    {
        get
        {
            var count = 0L;
            foreach (var op in _operators)
            {
                count += op.CallCount;
            }

            return count;
        }
    }

    /// <summary>The head where it is a source.</summary>
    public ISourceOperator? Source { get; }

    /// <summary>The head where its results come later than the records.</summary>
    public IDelayingOperator? Delaying { get; }

    /// <summary>What takes the records of other subtasks.</summary>
    public StreamOperator Head => _operators[0];

    /// <summary>The input of the head for each edge of <see cref="ExecutionPlan.InputsOf"/>.</summary>
    public IReadOnlyList<int> Inputs { get; }

    public IReadOnlyList<StreamOperator> Operators => _operators;

    /// <summary>For each edge of <see cref="ExecutionPlan.OutputsOf"/>, at which watermark something is due that is combined in front of it.</summary>
    public IEnumerable<long> AwaitedByEdge => _routers.Select(router => router.AwaitedEventTime);

    public bool HasBuffered => Array.Exists(_routers, r => r.HasBuffered);

    /// <summary>Whether some operator has stopped in the middle of a batch, which comes before everything else.</summary>
    public bool HasPending => Array.Exists(_pausing, op => op.HasPending);

    /// <summary>Whether a barrier may pass although a walk through the chain has stopped halfway.</summary>
    public bool CanFreezeHalfway => Array.TrueForAll(_pausing, op => op.CanFreezeHalfway && !op.HasPending);

    public long NextProcessingTime
    {
        get
        {
            var next = long.MaxValue;
            foreach (var op in _inProcessingTime)
            {
                next = Math.Min(next, op.NextProcessingTime);
            }

            return next;
        }
    }

    public void Open(Func<string, OperatorRestore> restoreOf, Action opened)
    {
        var remaining = _operators.Length;
        foreach (var op in _operators)
        {
            op.Open(restoreOf(op.Context.OperatorName), () =>
            {
                if (--remaining == 0)
                {
                    opened();
                }
            });
        }
    }

    /// <summary>Whether every operator takes another batch; what becomes ready again says so by mail.</summary>
    public bool IsReady => Array.TrueForAll(_withRoom, op => op.IsReady);

    /// <summary>
    /// Takes what was posted to the operators; but to one that has stopped in the middle of something, and to one whose
    /// results have no room, only where it takes part in <see cref="OperatorInterests.PromptMail"/>.
    /// </summary>
    /// <param name="hasRoom">Whether more output can be taken.</param>
    public void TakeMail(bool hasRoom)
    {
        foreach (var op in _operators)
        {
            if (!op.Context.Mailbox.IsEmpty && (op.Interests.HasFlag(OperatorInterests.PromptMail) || (hasRoom && op != _stoppedIn && !op.HasPending)))
            {
                Calls.Current = op;
                op.Context.Mailbox.Take();
            }
        }
    }

    /// <inheritdoc cref="Router.Flush"/>
    public void Flush()
    {
        foreach (var router in _routers)
        {
            router.Flush();
        }
    }

    /// <inheritdoc cref="Router.FlushUpTo"/>
    public void FlushUpTo(long watermark)
    {
        foreach (var router in _routers)
        {
            router.FlushUpTo(watermark);
        }
    }

    /// <inheritdoc cref="Router.FlushBuffered"/>
    public void FlushBuffered()
    {
        foreach (var router in _routers)
        {
            router.FlushBuffered();
        }
    }

    /// <inheritdoc cref="Router.OnStatus"/>
    public void OnStatus(bool isIdle)
    {
        foreach (var router in _routers)
        {
            router.OnStatus(isIdle);
        }
    }

    /// <summary>Goes on with what is pending, the tail before what feeds it.</summary>
    public void Continue()
    {
        for (var i = _pausing.Length - 1; i >= 0; i--)
        {
            if (_pausing[i].HasPending && !_pausing[i].Continue())
            {
                return;
            }
        }
    }

    /// <summary>Advances event time.</summary>
    /// <returns>Whether the whole chain is done; otherwise to be called again with the same watermark.</returns>
    public bool Advance(long watermark) => Walk(_inEventTime, op => op.OnWatermark(watermark));

    /// <summary>Fires what is due by processing time.</summary>
    /// <inheritdoc cref="Advance" path="/returns"/>
    public bool FireProcessingTime(long now) => Walk(_inProcessingTime, op => op.OnProcessingTime(now));

    /// <summary>Ends the input.</summary>
    /// <inheritdoc cref="Advance" path="/returns"/>
    public bool EndInput() => Walk(_inEnds, static op => op.OnEndOfInput());

    public SubtaskFreeze Freeze(long checkpointId, bool isSavepoint = false)
    {
        if (_isAudited)
        {
            foreach (var output in _operators.SelectMany(op => op.Outputs))
            {
                output.VerifyEmitted();
            }
        }

        var freeze = new SubtaskFreeze(checkpointId, isSavepoint);
        foreach (var op in _operators)
        {
            op.Freeze(freeze.Add(op.Context.OperatorName));
        }

        return freeze;
    }

    public void CompleteCheckpoint(long checkpointId, Action committed)
    {
        var remaining = _operators.Length;
        foreach (var op in _operators)
        {
            op.OnCheckpointCompleted(checkpointId, () =>
            {
                if (--remaining == 0)
                {
                    committed();
                }
            });
        }
    }

    /// <summary>Closes every operator, whatever the others throw.</summary>
    /// <exception cref="AggregateException">Some could not be closed.</exception>
    public void Dispose() => Closing.All(_operators.Select<StreamOperator, Action>(op => op.Dispose));

    /// <summary>Closes every operator of a subtask that could not be made; what they throw is told, and does not take the place of the failure.</summary>
    public void CloseBehindFailure() => Array.ForEach(_operators, StreamOperator.CloseBehindFailure);

    private StreamOperator[] With(OperatorInterests interest) => Array.FindAll(_operators, op => op.Interests.HasFlag(interest));

    private bool Walk(StreamOperator[] operators, Func<StreamOperator, bool> step)
    {
        for (; _cursor < operators.Length; _cursor++)
        {
            Calls.Current = operators[_cursor];
            if (!step(operators[_cursor]))
            {
                _stoppedIn = operators[_cursor];
                return false;
            }
        }

        _cursor = 0;
        _stoppedIn = null;
        FlushBuffered();
        return true;
    }
}
