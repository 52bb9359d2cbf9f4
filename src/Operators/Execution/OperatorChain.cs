using AkkaStreamProc.Operators.Graph;
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

    /// <summary>The port for each edge of <see cref="Vertex.Inputs"/>.</summary>
    public IReadOnlyList<InputPort> Inputs { get; }

    public IReadOnlyList<StreamOperator> Operators => _operators;

    public bool HasBuffered => Array.Exists(_routers, r => r.HasBuffered);

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

    public void Dispose()
    {
        foreach (var op in _operators)
        {
            op.Dispose();
        }
    }

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
