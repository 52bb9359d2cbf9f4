using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Actors.Exchange.Transport;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Faults;
using AkkaStreamProc.Operators.KillPoints;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Queries;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Actors.Subtasks;

/// <summary>One subtask of one attempt: takes elements from its channels through its chain to the next channels.</summary>
/// <remarks>
/// <para>
/// Plain and single-threaded: it knows no actor and no clock of its own, so a simulation runs exactly what production
/// runs. <see cref="Run"/> does a bounded amount of work; whoever carries it calls it again while it returns true, and
/// after every message.
/// </para>
/// <para>
/// While an output channel has no room, or a sink is not ready, no input is taken. What concerns the whole chain (a
/// watermark, the end) is a walk that may need several turns; nothing else happens before it is through but for barriers,
/// where every operator stands at a point that a restore can go on from (<see cref="OperatorChain.CanFreezeHalfway"/>): so a
/// storm of timers holds up no checkpoint, and a barrier never meets a half-fired window.
/// </para>
/// </remarks>
internal sealed partial class Subtask : IDisposable
{
    private readonly ISubtaskEnvironment _environment;
    private readonly SubtaskOptions _options;
    private readonly OutputChannel[] _outputs;
    private readonly InputGate _gate;
    private readonly ChannelAlignment _alignment;
    private readonly SubtaskClock _clock;
    private readonly WorkTime _work;
    private readonly WatermarkValve _valve;
    private readonly OperatorChain _chain;
    private readonly HeadInputs _inputs;
    private readonly SourceDriver? _source;
    private readonly SubtaskTimes _times;

    private bool _clockHadLastTurn;
    private bool _isStarted;
    private bool _isOpen;
    private long _lastFlush;
    private long _lastBarrier;
    private long _turns;
    private IReadOnlyList<OperatorMemory> _memory = [];

    public Subtask(JobGraph graph, ExecutionPlan plan, PlanVertex vertex, int index, ISubtaskEnvironment environment, SubtaskOptions options)
    {
        _environment = environment;
        _options = options;
        _clock = new SubtaskClock(environment.Time);
        _work = new WorkTime(environment.Time);
        var layout = new ChannelLayout(plan, vertex, index);
        var transport = TransportOf(graph, plan, vertex, layout);
        var allowance = new Credit(options.ChannelCredit, options.ChannelBytes, Credit.MaxControls);
        _outputs = [.. layout.Outputs.Select((_, number) => new OutputChannel(number, allowance, transport))];
        _gate = new InputGate(layout.Inputs.Count, allowance, transport);
        _alignment = new ChannelAlignment(layout.Inputs.Count);
        var edges = plan.InputsOf(vertex);
        _valve = new WatermarkValve(layout.Inputs.Count, [.. Enumerable.Range(0, layout.Inputs.Count).Where(number => edges[layout.Inputs[number].Edge].IsTable)]);
        _chain = ChainBuilder.Build(
            graph,
            plan,
            vertex,
            index,
            environment,
            _clock,
            edge => [.. _outputs.Where((_, number) => layout.Outputs[number].Edge == edge)],
            CanEmit);
        try
        {
            _inputs = new HeadInputs(_chain.Head, [.. layout.Inputs.Select(i => _chain.Inputs[i.Edge])], _gate);
            _times = new SubtaskTimes(layout, _valve, _chain, _work);
            if (options.VerifiesRecords)
            {
                _chain.AuditBy(RecordAudit.Of(graph));
            }

            if (_chain.Source is { } source)
            {
                _source = new SourceDriver(source, options.WatermarkInterval, () => _clock.ElapsedMs);
            }
        }
        catch
        {
            _chain.CloseBehindFailure();
            throw;
        }
    }

    /// <summary>The event time of the subtask.</summary>
    public long Watermark { get; private set; } = Watermarks.Min;

    /// <summary>A number that changes with every turn and every call of user code that is counted; any thread may ask.</summary>
    public long Progress => Volatile.Read(ref _turns) + _chain.CallCount;

    /// <summary>Whether all input has ended and everything it led to was sent.</summary>
    public bool HasEnded { get; private set; }

    public SubtaskReport Report() => new(
        Watermark,
        _saidIdle,
        [.. _chain.Operators.Select(o => new OperatorCount(o.Context.OperatorName, o.Counters.In, o.Counters.Out, o.Counters.Late, o.Counters.Bad, o.Counters.Skipped, o.Counters.Diverted))])
    {
        Memory = _memory,
    };

    /// <summary>The report, and what holds the time of the subtask back.</summary>
    public SubtaskReport ReportWithTime() => Report() with { Time = _times.Measure() };

    /// <summary>Measures what the operators hold, the first what waits in channels besides; the next report tells it.</summary>
    public IReadOnlyList<OperatorMemory> MeasureMemory()
    {
        var waiting = _gate.Bytes + _outputs.Sum(output => output.Bytes);
        return _memory = [.. _chain.Operators.Select((o, i) => MemoryOf(o, i == 0 ? waiting : 0))];
    }

    private static OperatorMemory MemoryOf(StreamOperator op, long waiting)
    {
        var held = op.MeasureMemory();
        return new OperatorMemory(op.Context.OperatorName, held.State, held.Buffers + waiting);
    }

    /// <summary>The report, and what else is worth knowing of the subtask.</summary>
    public SubtaskMeasurement Measure() => new(
        Report(), [.. _chain.Operators.Select(o => o.Context.Bytes)], _work.Measure(), _source?.Measure() ?? [])
    {
        Table = _chain.Source?.ExplainTime().Table,
    };

    /// <summary>Restores the operators and settles the sinks; calls back when the subtask may be started.</summary>
    public void Open(Func<string, OperatorRestore> restoreOf, Action opened) => _chain.Open(restoreOf, opened);

    /// <summary>Begins; every subtask of the attempt has been opened.</summary>
    public void Start()
    {
        _isStarted = true;
        _lastFlush = _clock.ElapsedMs;
        _chain.Source?.Start();
    }

    public void Deliver(int channel, long sequence, ChannelElement element) => _gate.Deliver(channel, sequence, element);

    public void Grant(int channel, Credit credit) => _outputs[channel].Grant(credit);

    /// <summary>Asks a source to take part in a checkpoint: its barrier falls behind the fetch at hand.</summary>
    /// <param name="barrier">The barrier.</param>
    /// <param name="stopsSource">Whether the source reads nothing more behind the barrier.</param>
    /// <param name="enumerator">What the enumerator of the source keeps at this moment; empty for all but the first subtask.</param>
    public void Trigger(ChannelBarrier barrier, bool stopsSource, ReadOnlyMemory<byte> enumerator) => _source!.Trigger(barrier, stopsSource, enumerator);

    /// <summary>Hands splits to a source.</summary>
    public void Assign(SplitAssignment assignment) => _source!.Assign(assignment);

    /// <summary>Tells a source how far the slowest of its group is.</summary>
    public void Align(long slowest) => _chain.Source!.Align(slowest);

    /// <summary>What a source subtask has found in the checkpoint; known once it is open.</summary>
    public StoredSource? RestoredSource => _chain.Source?.Restored;

    public void CompleteCheckpoint(long checkpointId, Action committed) => _chain.CompleteCheckpoint(checkpointId, committed);

    /// <summary>The last checkpoint whose barrier has passed; 0 before the first.</summary>
    public long LastBarrier => _lastBarrier;

    /// <summary>Reads state of one of its operators. Between turns.</summary>
    /// <exception cref="StreamProcessingException">It has none of that name.</exception>
    public PreparedAnswer Read(StateQuestion question)
    {
        var op = _chain.Operators.First(o => o.Context.OperatorName == question.Operator);
        var state = op.Readable.FirstOrDefault(s => s.Name == question.State) ?? throw new StreamProcessingException(
            $"The operator '{question.Operator}' runs in this process without the state '{question.State}'. Run the same version of the job everywhere.");
        return question.Read(state, op.Context.KeyGroups, op.Context.MaxParallelism);
    }

    /// <summary>Works for a number of turns.</summary>
    /// <returns>Whether there is more to do at once.</returns>
    public bool Run(int turns)
    {
        if (!_isStarted)
        {
            _chain.TakeMail(hasRoom: false);
            return false;
        }

        _work.Switch(SubtaskActivity.Busy);
        while (turns-- > 0)
        {
            if (!Turn())
            {
                Rest();
                return false;
            }
        }

        FlushWhenDue();
        return true;
    }

    public void Dispose() => _chain.Dispose();

    /// <summary>What the subtask is at, in words; any thread may ask.</summary>
    public string DescribeCall() => _chain.Calls.Describe();

    private IChannelTransport TransportOf(JobGraph graph, ExecutionPlan plan, PlanVertex vertex, ChannelLayout layout)
    {
        if (_environment.Transport == ExchangeTransport.Local)
        {
            return _environment;
        }

        var codecs = plan.OutputsOf(vertex).Select(graph.CodecOf).ToList();
        return new LoopBackTransport(_environment, [.. layout.Outputs.Select(o => codecs[o.Edge])]);
    }

    private bool Turn()
    {
        _turns++;
        // What was posted comes first: it may be what makes room.
        _chain.TakeMail(HasRoom());
        _chain.Calls.Current = _chain.Head;
        if (!CanEmit())
        {
            return false;
        }

        if (_chain.HasPending)
        {
            _chain.Continue();
            return true;
        }

        if (_walk is not null)
        {
            return TakeBarrierHalfway() || ContinueWalk();
        }

        // Timers of the clock that register others for the same moment take turns with everything else.
        var isClocksTurn = !_clockHadLastTurn;
        _clockHadLastTurn = false;
        if (isClocksTurn && FireProcessingTime())
        {
            return true;
        }

        if (_source is not null)
        {
            return TurnOfSource(_source) || FireProcessingTime();
        }

        if (GoOnBehind())
        {
            return true;
        }

        _inputs.Select(_alignment.IsUnderWay);
        if (!_gate.TryTake(out var channel, out var element))
        {
            return FireProcessingTime();
        }

        Handle(channel, element);
        return true;
    }

    private bool FireProcessingTime()
    {
        if (!_isOpen || _clockHadLastTurn || _chain.NextProcessingTime == long.MaxValue)
        {
            return false;
        }

        var now = _clock.NowMs;
        if (_chain.NextProcessingTime > now)
        {
            return false;
        }

        _clockHadLastTurn = true;
        Walk(() => _chain.FireProcessingTime(now), static () => { });
        return true;
    }

    private bool TurnOfSource(SourceDriver source)
    {
        switch (source.Next())
        {
            case SourceTurn.Barrier:
                Snapshot(source.TakeBarrier());
                return true;
            case SourceTurn.Status:
                Tell(source.IsIdle);
                Open();
                return true;
            case SourceTurn.Watermark:
                AdvanceTo(source.TakeWatermark());
                return true;
            case SourceTurn.End:
                AdvanceTo(Watermarks.Max, End);
                return true;
            case SourceTurn.Emitted:
                return true;
            default:
                return false;
        }
    }

    private void Handle(int channel, ChannelElement element)
    {
        switch (element)
        {
            case ChannelBatch { Batch: var batch, Cost: var cost }:
                if (batch.HasWatermarks)
                {
                    _valve.Combine(channel, batch.Watermarks.AsSpan(0, batch.Count));
                }

                _inputs.Deliver(channel, batch);
                _gate.Consumed(channel, cost);
                break;
            case ChannelWatermark { Watermark: var watermark }:
                _valve.Advance(channel, watermark);
                _inputs.Advance(channel, watermark);
                FollowValve();
                break;
            case ChannelStatus { IsIdle: var isIdle }:
                OnStatus(channel, isIdle);
                break;
            case ChannelBarrier barrier:
                _gate.Hold(channel);
                if (_alignment.Arrive(channel, barrier.CheckpointId))
                {
                    KillSwitch.Pass(KillPoint.BarrierAligned);
                    Snapshot(barrier);
                    _gate.ReleaseAll();
                }

                break;
            case ChannelEnd:
                EndChannel(channel);
                FollowValve();
                break;
        }
    }

    private void Snapshot(ChannelBarrier barrier)
    {
        _lastBarrier = barrier.CheckpointId;
        _chain.Flush();
        var freeze = _chain.Freeze(barrier.CheckpointId, barrier.IsSavepoint);
        KillSwitch.Pass(KillPoint.StateFrozen);
        Broadcast(barrier);
        KillSwitch.Pass(KillPoint.BarrierForwarded);
        var report = Report();
        freeze.WhenComplete(() => _environment.Save(freeze, report));
    }

    private void Broadcast(ChannelElement element)
    {
        if (element is ChannelWatermark { Watermark: var watermark })
        {
            _chain.FlushUpTo(watermark);
        }
        else
        {
            _chain.Flush();
        }

        foreach (var output in _outputs)
        {
            output.Send(element);
        }
    }

    private bool CanEmit() => HasRoom() && _chain.IsReady;

    private bool HasRoom()
    {
        foreach (var output in _outputs)
        {
            if (!output.HasRoom)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>There is nothing to do now: sees to it that the next timer, of whatever kind, is not missed.</summary>
    private void Rest()
    {
        var canEmit = CanEmit();
        _work.Switch(canEmit ? SubtaskActivity.Idle : SubtaskActivity.Blocked);

        // Without room no timer can fire; whatever makes room wakes the subtask.
        var delay = canEmit && _chain.NextProcessingTime is < long.MaxValue and var due ? due - _clock.NowMs : long.MaxValue;
        if (_chain.HasBuffered)
        {
            FlushWhenDue();
            delay = _chain.HasBuffered ? Math.Min(delay, _lastFlush + (long)_options.FlushInterval.TotalMilliseconds - _clock.ElapsedMs) : delay;
        }

        if (delay < long.MaxValue)
        {
            _environment.WakeAfter(TimeSpan.FromMilliseconds(Math.Max(1, delay)));
        }
    }

    private void FlushWhenDue()
    {
        var now = _clock.ElapsedMs;
        if (now - _lastFlush >= (long)_options.FlushInterval.TotalMilliseconds)
        {
            _lastFlush = now;
            _chain.FlushBuffered();
        }
    }
}
