using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Queries;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State.Backends;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.State;

/// <summary>All that one operator keeps by key in one subtask: made from its descriptors, frozen and restored together.</summary>
/// <param name="context">The surroundings of the operator.</param>
/// <param name="current">The key at hand.</param>
internal sealed class KeyedStates<TKey>(OperatorContext context, CurrentKey<TKey> current)
    where TKey : notnull
{
    // A sweep looks at a block of slots, of which far more are taken than calls can fill meanwhile; looking more often costs as much as the calls.
    private const int CallsBetweenSweeps = 4;

    private readonly List<IKeyedState> _states = [];
    private readonly List<ReadableState> _readable = [];
    private Action[] _sweeps = [];
    private IPrefetched[] _prefetched = [];
    private int _callsToSweep = CallsBetweenSweeps;
    private long _moment;
    private long _momentOf = -1;

    public KeyGroupRange Range => context.KeyGroups;

    /// <summary>What may be read from outside.</summary>
    public IReadOnlyList<ReadableState> Readable => _readable;

    /// <summary>One value for each key.</summary>
    public KeyedValue<TKey, TValue> Value<TValue>(KeyedStateDescriptor<TKey, TValue> descriptor)
    {
        var format = descriptor.FormatIn(context.OperatorName, context.Serializers);
        var value = Add(context.StateBackend.CreateValue(format, Range, current));
        if (descriptor.View is { } view)
        {
            _readable.Add(view.Over(value, format, () => context.Clock.NowMs, isShared: true));
        }

        return value;
    }

    /// <summary>One value for each key, which expires.</summary>
    public ValueState<TValue> Timed<TValue>(KeyedStateDescriptor<TKey, Timed<TValue>> descriptor, Ttl ttl)
    {
        var stored = Value(descriptor);
        var timed = new TimedValue<TValue>(stored, ttl, Moment);
        Func<Timed<TValue>, bool> isGone = timed.IsGone;
        _sweeps = [.. _sweeps, () => stored.Sweep(isGone)];
        return timed;
    }

    /// <summary>One value for each key, with since when the time of its youngest part counts; its parts expire by themselves.</summary>
    /// <returns>The value, and the clock, which stands within a call.</returns>
    public (ValueState<Timed<TValue>> State, Func<long> Now) Expiring<TValue>(KeyedStateDescriptor<TKey, Timed<TValue>> descriptor, Ttl ttl)
    {
        var stored = Value(descriptor);
        Func<Timed<TValue>, bool> isGone = timed => Moment() - timed.Since >= ttl.DurationMs;
        _sweeps = [.. _sweeps, () => stored.Sweep(isGone)];
        return (stored, Moment);
    }

    /// <summary>Has what will be asked for of some keys in the cache by then.</summary>
    /// <param name="hashes">The hashes of the keys that come.</param>
    /// <param name="at">The one at hand.</param>
    /// <param name="count">How many there are.</param>
    public void Prefetch(ulong[] hashes, int at, int count)
    {
        const int far = 12;
        const int near = 5;
        foreach (var state in _prefetched)
        {
            if (at + far < count)
            {
                var hash = hashes[at + far];
                state.PrefetchPlace(KeyGroups.Of(hash, context.MaxParallelism), hash);
            }

            if (at + near < count)
            {
                var hash = hashes[at + near];
                state.PrefetchEntry(KeyGroups.Of(hash, context.MaxParallelism), hash);
            }
        }
    }

    /// <summary>The clock as it was when the call at hand first asked: for one call nothing expires between two looks.</summary>
    private long Moment()
    {
        if (_momentOf != current.Call)
        {
            (_momentOf, _moment) = (current.Call, context.Clock.NowMs);
        }

        return _moment;
    }

    /// <summary>Removes some of what has expired, now and then, so that all of it goes in time. Behind each call.</summary>
    public void Sweep()
    {
        if (_sweeps.Length == 0 || --_callsToSweep > 0)
        {
            return;
        }

        _callsToSweep = CallsBetweenSweeps;
        foreach (var sweep in _sweeps)
        {
            sweep();
        }
    }

    /// <summary>The timers of a clock. They are in memory, whatever the backend.</summary>
    /// <param name="name">Names them in snapshots.</param>
    public TimerQueue<TKey> Timers(string name)
    {
        var queue = new TimerQueue<TKey>(Range);
        Add(new TimerState<TKey>(context.OperatorName, name, context.Serializers, Range, queue));
        return queue;
    }

    /// <summary>Keeps a state of a kind of its own together with the others.</summary>
    public TState Add<TState>(TState state)
        where TState : IKeyedState
    {
        _states.Add(state);
        if (state is IPrefetched prefetched)
        {
            _prefetched = [.. _prefetched, prefetched];
        }

        return state;
    }

    /// <inheritdoc cref="IKeyedState.MeasureBytes"/>
    public long MeasureBytes() => _states.Sum(state => state.MeasureBytes());

    public void Freeze(OperatorFreeze freeze)
    {
        foreach (var state in _states)
        {
            freeze.Add(state.Freeze());
        }
    }

    public void Restore(OperatorRestore restore)
    {
        foreach (var state in _states)
        {
            state.Restore(restore);
        }
    }
}
