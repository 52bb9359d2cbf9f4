using AkkaStreamProc.Operators.Faults;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.Operators.Execution;

/// <summary>The operators of one vertex in one subtask, wired together.</summary>
/// <remarks>
/// Records flow through the ports by themselves. What concerns the whole chain (time, barriers, the end) is walked
/// through it here, operator by operator from head to tail, and can stop halfway when there is no room downstream.
/// Single-threaded.
/// </remarks>
internal sealed class OperatorChain : IDisposable
{
    private readonly StreamOperator[] _operators;
    private readonly Router[] _routers;
    private bool _isAudited;
    private int _cursor;

    public OperatorChain(IReadOnlyList<StreamOperator> operators, IReadOnlyList<InputPort> inputs, IReadOnlyList<Router> routers)
    {
        _operators = [.. operators];
        _routers = [.. routers];
        Inputs = inputs;
        Source = operators[0] as ISourceOperator;
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
            if (op.Input is { } input)
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

    /// <summary>The port for each edge of <see cref="ExecutionPlan.InputsOf"/>.</summary>
    public IReadOnlyList<InputPort> Inputs { get; }

    public IReadOnlyList<StreamOperator> Operators => _operators;

    public bool HasBuffered => Array.Exists(_routers, r => r.HasBuffered);

    /// <summary>Whether some operator has stopped in the middle of a batch, which comes before everything else.</summary>
    public bool HasPending => Array.Exists(_operators, op => op.HasPending);

    /// <summary>Whether a barrier may pass although a walk through the chain has stopped halfway.</summary>
    public bool CanFreezeHalfway => Array.TrueForAll(_operators, op => op.CanFreezeHalfway && !op.HasPending);

    public long NextProcessingTime
    {
        get
        {
            var next = long.MaxValue;
            foreach (var op in _operators)
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

    /// <summary>Whether every sink takes another batch; calls back through <paramref name="wake"/> when one does again.</summary>
    public bool IsReady(Action wake)
    {
        foreach (var op in _operators)
        {
            if (!op.IsReady(wake))
            {
                return false;
            }
        }

        return true;
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
        for (var i = _operators.Length - 1; i >= 0; i--)
        {
            if (_operators[i].HasPending && !_operators[i].Continue())
            {
                return;
            }
        }
    }

    /// <summary>Advances event time.</summary>
    /// <returns>Whether the whole chain is done; otherwise to be called again with the same watermark.</returns>
    public bool Advance(long watermark) => Walk(op => op.OnWatermark(watermark));

    /// <summary>Fires what is due by processing time.</summary>
    /// <inheritdoc cref="Advance" path="/returns"/>
    public bool FireProcessingTime(long now) => Walk(op => op.OnProcessingTime(now));

    /// <summary>Ends the input.</summary>
    /// <inheritdoc cref="Advance" path="/returns"/>
    public bool EndInput() => Walk(op => op.OnEndOfInput());

    public SubtaskFreeze Freeze(long checkpointId)
    {
        if (_isAudited)
        {
            foreach (var output in _operators.SelectMany(op => op.Outputs))
            {
                output.VerifyEmitted();
            }
        }

        var freeze = new SubtaskFreeze(checkpointId);
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

    private bool Walk(Func<StreamOperator, bool> step)
    {
        for (; _cursor < _operators.Length; _cursor++)
        {
            Calls.Current = _operators[_cursor];
            if (!step(_operators[_cursor]))
            {
                return false;
            }
        }

        _cursor = 0;
        FlushBuffered();
        return true;
    }
}
