using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Actors.Subtasks;

/// <content>How event time, idleness and the end go through the subtask: walks, what follows them, and what may pass them.</content>
internal sealed partial class Subtask
{
    private Func<bool>? _walk;
    private Action _afterWalk = static () => { };
    private bool _mustFollowValve;
    private bool _saidIdle;
    private int _endedChannels;

    /// <summary>
    /// The first status of every channel is awaited before anything is taken from any, so that what is late does not
    /// depend on which channel happened to speak first.
    /// </summary>
    private void OnStatus(int channel, bool isIdle)
    {
        _valve.SetIdle(channel, isIdle);
        _inputs.SetIdle(channel, isIdle);
        if (_isOpen)
        {
            FollowValve();
            return;
        }

        _gate.Hold(channel);
        if (_alignment.Arrive(channel, 0))
        {
            Tell(_valve.IsIdle);
            Open();
            _gate.ReleaseAll();
        }
    }

    private void EndChannel(int channel)
    {
        _endedChannels++;
        _valve.Advance(channel, Watermarks.Max);
        _inputs.Advance(channel, Watermarks.Max);
        _inputs.End(channel);
    }

    private void FollowValve()
    {
        _inputs.Tell();
        if (_saidIdle && !_valve.IsIdle)
        {
            Tell(false);
        }

        var becameIdle = _valve.IsIdle && !_saidIdle;
        var allEnded = _endedChannels == _gate.ChannelCount && !HasEnded;
        if (_valve.Current > Watermark)
        {
            // A watermark says that its sender is active, so the word that it is idle comes behind it.
            AdvanceTo(_valve.Current, becameIdle ? () => Tell(true) : allEnded ? End : null);
        }
        else if (becameIdle)
        {
            Tell(true);
        }
        else if (allEnded)
        {
            End();
        }
    }

    private void Open()
    {
        if (!_isOpen)
        {
            _isOpen = true;
            _environment.InputOpened();
        }
    }

    private void Tell(bool isIdle)
    {
        _saidIdle = isIdle;
        Broadcast(new ChannelStatus(isIdle));
        _chain.OnStatus(isIdle);
    }

    private void AdvanceTo(long watermark, Action? then = null)
    {
        Watermark = watermark;
        Walk(
            () => _chain.Advance(watermark),
            () =>
            {
                Broadcast(new ChannelWatermark(watermark));
                then?.Invoke();
            });
    }

    private void End() => Walk(
        _chain.EndInput,
        () =>
        {
            Broadcast(new ChannelEnd());
            HasEnded = true;
            _environment.InputEnded();
        });

    private void Walk(Func<bool> step, Action then)
    {
        _walk = step;
        _afterWalk = then;
        ContinueWalk();
    }

    private bool ContinueWalk()
    {
        if (!_walk!())
        {
            // Out of room; goes on when there is some again.
            return CanEmit();
        }

        _walk = null;
        _afterWalk();
        if (_mustFollowValve && _walk is null)
        {
            _mustFollowValve = false;
            FollowValve();
        }

        return true;
    }

    /// <summary>
    /// Lets a barrier that is next pass a walk that has stopped halfway, where what has come of it is state like any
    /// other: an attempt that is restored there walks the rest. So a storm of timers holds up no checkpoint.
    /// </summary>
    private bool TakeBarrierHalfway()
    {
        if (!_chain.CanFreezeHalfway)
        {
            return false;
        }

        if (_source is { IsBarrierDue: true })
        {
            Snapshot(_source.TakeBarrier());
            return true;
        }

        if (!_gate.TryTakeControl(out var channel, out var control))
        {
            return false;
        }

        if (control is ChannelEnd)
        {
            // Barriers follow it; what it means for the time waits for the end of the walk.
            EndChannel(channel);
            _mustFollowValve = true;
        }
        else
        {
            Handle(channel, control);
        }

        return true;
    }
}
