using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Operators.Functions;

/// <content>Timers with names, on top of those that are known by their times.</content>
internal sealed partial class ProcessOperator<TKey, TIn, TOut>
{
    private const string NamesOfTimers = "$named-timers";

    // There is none before the first timer with a name, so that functions without any pay nothing.
    private NamedTimers? _named;
    private KeyedValue<TKey, NamedTimer[]>? _namesOfKeys;

    // The names that are due with the timer at hand and have not been called yet.
    private List<string> _due = [];

    private NamedTimers Named => _named ??= new NamedTimers(_namesOfKeys = _states.Value(new KeyedStateDescriptor<TKey, NamedTimer[]>(NamesOfTimers, StateKind.Timers)));

    /// <summary>What is due of a key at a time, where anything is, in the order of the calls: <see langword="null"/> for the timer without a name.</summary>
    private IEnumerable<string?> NamesAt(int group, TKey key, ulong hash, long timestamp, bool isEventTime)
    {
        var names = _namesOfKeys is not null && _namesOfKeys.TryPeek(group, key, hash, out var all)
            ? all.Where(timer => timer.Timestamp == timestamp && timer.IsEventTime == isEventTime).Select(timer => timer.Name).OrderBy(name => name is not null)
            : Enumerable.Empty<string?>();
        return names.DefaultIfEmpty(null);
    }

    private void RestoreNames(OperatorRestore restore)
    {
        if (restore.Has(NamesOfTimers))
        {
            _ = Named;
        }
    }

    private void SetTimer(string name, long timestamp, bool isEventTime)
    {
        if (Named.Find(name) is { } former)
        {
            if (former.Timestamp == timestamp && former.IsEventTime == isEventTime)
            {
                return;
            }

            Cancel(former);
        }

        _due.Remove(name);
        if (!isEventTime && _isAtEnd)
        {
            // The clock is not waited for any more.
            _dropped++;
            return;
        }

        WatchLoop(timestamp, isEventTime);
        if (!Change(QueueOf(isEventTime), timestamp, isRegistration: true) && !Named.HasAt(timestamp, isEventTime))
        {
            // It is one without a name that is due then already.
            Named.Add(new NamedTimer(null, timestamp, isEventTime));
        }

        Named.Add(new NamedTimer(name, timestamp, isEventTime));
    }

    /// <returns>Whether it was set.</returns>
    private bool CancelTimer(string name)
    {
        if (_named is null)
        {
            return false;
        }

        if (_named.Find(name) is { } timer)
        {
            Cancel(timer);
            return true;
        }

        return _due.Remove(name);
    }

    private void Cancel(NamedTimer timer)
    {
        var hasUnnamed = Named.HasUnnamedAt(timer.Timestamp, timer.IsEventTime);
        Named.Remove(timer);
        if (!hasUnnamed && !Named.HasAt(timer.Timestamp, timer.IsEventTime))
        {
            Change(QueueOf(timer.IsEventTime), timer.Timestamp, isRegistration: false);
        }
    }

    /// <summary>Registers a timer without a name.</summary>
    private void Register(long timestamp, bool isEventTime)
    {
        if (!Change(QueueOf(isEventTime), timestamp, isRegistration: true)
            && _named is not null && _named.HasAt(timestamp, isEventTime) && !_named.HasUnnamedAt(timestamp, isEventTime))
        {
            _named.Add(new NamedTimer(null, timestamp, isEventTime));
        }
    }

    /// <summary>Takes a timer without a name back.</summary>
    private void Unregister(long timestamp, bool isEventTime)
    {
        if (_named is null || !_named.HasAt(timestamp, isEventTime))
        {
            Change(QueueOf(isEventTime), timestamp, isRegistration: false);
        }
        else if (_named.HasUnnamedAt(timestamp, isEventTime))
        {
            _named.Remove(new NamedTimer(null, timestamp, isEventTime));
        }
    }

    /// <summary>Calls for everything that is due with a timer: first for the one without a name, if there is one, then for names as they were set.</summary>
    private void FireNames(TKey key, ulong hash, long timestamp, bool isEventTime)
    {
        var hasUnnamed = _named!.HasUnnamedAt(timestamp, isEventTime);
        _due.AddRange(_named.NamesAt(timestamp, isEventTime));
        _named.RemoveAt(timestamp, isEventTime);
        // Whatever the calls come to, the timers have fired.
        _journal?.Commit();
        if (hasUnnamed)
        {
            FireOne(key, hash, timestamp, isEventTime, name: null);
        }

        while (_due is [var name, ..])
        {
            _due.RemoveAt(0);
            FireOne(key, hash, timestamp, isEventTime, name);
        }
    }

    private void FireOne(TKey key, ulong hash, long timestamp, bool isEventTime, string? name)
    {
        List<string>? kept = _journal is null ? null : [.. _due];
        _current.Set(key, hash);
        _context.SetTimer(key, timestamp, isEventTime, name);
        if (!CallOnTimer(timestamp) && kept is not null)
        {
            _due = kept;
        }
    }

    /// <summary>A processing-time timer is dropped.</summary>
    private void Drop(TKey key, ulong hash, long timestamp)
    {
        _dropped++;
        if (_named is null)
        {
            return;
        }

        _current.Set(key, hash);
        if (_named.HasAt(timestamp, isEventTime: false))
        {
            _dropped += _named.NamesAt(timestamp, isEventTime: false).Length - (_named.HasUnnamedAt(timestamp, isEventTime: false) ? 0 : 1);
            _named.RemoveAt(timestamp, isEventTime: false);
            _journal?.Commit();
        }

        _current.Leave();
    }

    private Time.TimerQueue<TKey> QueueOf(bool isEventTime) => isEventTime ? _eventTimers : _processingTimers;
}
