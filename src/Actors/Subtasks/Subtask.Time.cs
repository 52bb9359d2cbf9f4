using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Operators.Execution;
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
            // What a restored head has still to emit comes before the word that nothing does.
            var isBehind = _chain.Delaying is { IsBehind: true };
            Tell(_valve.IsIdle && !isBehind);
            Open();
            _gate.ReleaseAll();
            if (_chain.Delaying is not null)
            {
                // It keeps what was said, or it would take the next word for one that was said already.
                FollowValve();
            }
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
        var progress = new InputProgress(_valve.Current, _valve.IsIdle, _endedChannels == _gate.ChannelCount);
        if (_chain.Delaying is { } delaying)
        {
            delaying.Take(progress);
        }
        else
        {
            Follow(progress);
        }
    }

    private void Follow(InputProgress progress)
    {
        if (_saidIdle && !progress.IsIdle)
        {
            Tell(false);
        }

        var becameIdle = progress.IsIdle && !_saidIdle;
        var hasEnded = progress.HasEnded && !HasEnded;
        if (progress.Watermark > Watermark)
        {
            // A watermark says that its sender is active, so the word that it is idle comes behind it.
            AdvanceTo(progress.Watermark, becameIdle ? () => Tell(true) : hasEnded ? End : null);
        }
        else if (becameIdle)
        {
            Tell(true);
        }
        else if (hasEnded)
        {
            End();
        }
    }

    /// <summary>Lets a head whose results come later emit those that are there, and follows what it lets go.</summary>
    /// <returns>Whether anything was done.</returns>
    private bool GoOnBehind()
    {
        // What is told first is the status.
        if (!_isOpen || _chain.Delaying is not { } delaying || !delaying.GoOn(out var progress))
        {
            return false;
        }

        if (progress is { } reached)
        {
            Follow(reached);
        }

        return true;
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
