using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Faults;
using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.Time;
using AkkaStreamProc.Shared;

namespace AkkaStreamProc.Operators.Functions;

/// <content>The calls of the function: what each may touch, and what stays of one that throws.</content>
internal sealed partial class ProcessOperator<TKey, TIn, TOut>
{
    private long _calls;
    private bool _hasToldBroadcast;

    /// <summary>The changes of timers that the call at hand has made; used again for each call.</summary>
    private TimerChanges? _timerChanges;

    public override long CallCount => Volatile.Read(ref _calls);

    public override string? CallDetail => !_current.IsInCall ? null
        : !_current.HasKey ? "a record of the broadcast stream"
        : RecordText.ShortKey(_current.Key) is { } key ? $"key «{key}»" : null;

    private void CallProcess(TIn record, long timestamp)
    {
        _calls++;
        BeginCall();
        try
        {
            _function.Process(record, _context);
        }
        catch (Exception e) when (FailedRecords<TIn>.IsOfRecord(e))
        {
            TakeBack();
            _failed.Take(record, timestamp, RecordText.OfKey(_current.Key), Context.OperatorName, e);
        }

        EndCall();
    }

    private void CallProcessBroadcast(TIn record, long timestamp)
    {
        _calls++;
        BeginCall();
        try
        {
            _broadcast!.ProcessBroadcast(record, _context);
        }
        catch (Exception e) when (FailedRecords<TIn>.IsOfRecord(e))
        {
            TakeBack();
            // All subtasks have the record and should fail alike; it is counted or diverted once.
            if (!_failed.GoesOn || Context.SubtaskIndex == 0)
            {
                _failed.Take(record, timestamp, null, Context.OperatorName, e);
            }
            else if (!_hasToldBroadcast)
            {
                _hasToldBroadcast = true;
                Context.Notify(OperatorNotices.BroadcastRecordFailed.With(
                    $"A record of the broadcast stream failed in subtask {Context.SubtaskIndex}: «{RecordText.Short(record)}», {e.GetType().Name}: {Sentence.Of(e.Message)} "
                    + "Those that fail are counted or diverted by subtask 0, where they fail as well, or the copies of the broadcast state differ; this is said once."));
            }
        }

        EndCall();
    }

    /// <returns>Whether it has gone well.</returns>
    private bool CallOnTimer(long timestamp)
    {
        var hasReturned = false;
        _calls++;
        BeginCall();
        try
        {
            _function.OnTimer(timestamp, _context);
            hasReturned = true;
        }
        catch (Exception e) when (FailedRecords<TIn>.IsOfRecord(e))
        {
            TakeBack();
            _failed.TakeTimer(timestamp, RecordText.OfKey(_current.Key), e);
        }

        EndCall();
        return hasReturned;
    }

    private void BeginCall()
    {
        if (_journal is not null)
        {
            _results.Mark();
            _sides.Mark();
        }
    }

    private void EndCall()
    {
        _journal?.Commit();
        _current.Leave();
        _states.Sweep();
        if (_results.HasFull)
        {
            // Not during the call: what follows may throw as well, and that is not the function's doing.
            _results.EmitFull();
        }

        _sides.EmitFull();
    }

    private void TakeBack()
    {
        if (_journal is not null)
        {
            _results.TakeBack();
            _sides.TakeBack();
            _journal.Rollback();
        }
    }

    /// <summary>Registers or deletes a timer of the key at hand.</summary>
    /// <returns>Whether it was not there, or was.</returns>
    private bool Change(TimerQueue<TKey> timers, long timestamp, bool isRegistration)
    {
        var (group, key, hash) = (_current.KeyGroup, _current.Key, _current.Hash);
        var hasChanged = isRegistration ? timers.Register(group, key, hash, timestamp) : timers.Delete(group, key, hash, timestamp);
        if (hasChanged && _journal is not null)
        {
            _timerChanges ??= new TimerChanges(_current);
            _timerChanges.Add(_journal, timers, timestamp, isRegistration);
        }

        return hasChanged;
    }

    /// <summary>What a call has done to the timers of its key.</summary>
    private sealed class TimerChanges(CurrentKey<TKey> current) : IUndoable
    {
        private readonly List<(TimerQueue<TKey> Timers, long Timestamp, bool IsRegistration)> _changes = [];

        public void Add(CallJournal journal, TimerQueue<TKey> timers, long timestamp, bool isRegistration)
        {
            if (_changes.Count == 0)
            {
                journal.Add(this);
            }

            _changes.Add((timers, timestamp, isRegistration));
        }

        public void Undo()
        {
            for (var i = _changes.Count - 1; i >= 0; i--)
            {
                var (timers, timestamp, isRegistration) = _changes[i];
                if (isRegistration)
                {
                    timers.Delete(current.KeyGroup, current.Key, current.Hash, timestamp);
                }
                else
                {
                    timers.Register(current.KeyGroup, current.Key, current.Hash, timestamp);
                }
            }

            _changes.Clear();
        }

        public void Forget() => _changes.Clear();
    }
}
