using System.Runtime.CompilerServices;

namespace AkkaStreamProc.Operators.State;

/// <summary>The call of a function that is at hand, whatever its key: outside nothing of the function may be touched.</summary>
/// <remarks>It is at hand for the thread that began it.</remarks>
/// <param name="operatorName">The operator, for messages.</param>
internal abstract class CurrentCall(string operatorName)
{
    /// <summary>The thread of a call with a key; 0 outside of such calls.</summary>
    private int _thread;

    /// <summary>The thread of a call without a key; 0 outside of such calls.</summary>
    private int _keylessThread;

    /// <summary>Takes note of what a call changes, where that may have to be changed back.</summary>
    public CallJournal? Journal { get; init; }

    /// <summary>Whether a call with a key is at hand.</summary>
    public bool HasKey => _thread != 0;

    public bool IsInCall => (_thread | _keylessThread) != 0;

    /// <summary>Counts the calls, so that what was found for one is not taken for another.</summary>
    public long Call { get; private set; }

    /// <summary>The number of the call at hand, with or without a key.</summary>
    /// <exception cref="StreamProcessingException">There is none on this thread.</exception>
    public long CallAtHand
    {
        get
        {
            VerifyCall();
            return Call;
        }
    }

    /// <summary>A call begins that belongs to no key: one for a record of a broadcast stream.</summary>
    public void BeginWithoutKey()
    {
        Call++;
        _keylessThread = Environment.CurrentManagedThreadId;
    }

    /// <summary>The call is over.</summary>
    public void Leave() => (_thread, _keylessThread) = (0, 0);

    /// <summary>Refuses whoever is not in a call with a key: another thread, or one that kept a context, a state or a lambda from an earlier call.</summary>
    /// <exception cref="StreamProcessingException">The caller is outside, or the call has no key.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Verify()
    {
        if (_thread != Environment.CurrentManagedThreadId)
        {
            Refuse();
        }
    }

    /// <summary>Refuses whoever is not in a call, with or without a key.</summary>
    /// <exception cref="StreamProcessingException">The caller is outside.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void VerifyCall()
    {
        var thread = Environment.CurrentManagedThreadId;
        if (_thread != thread && _keylessThread != thread)
        {
            Refuse();
        }
    }

    /// <summary>Refuses whoever is not in a call without a key.</summary>
    /// <exception cref="StreamProcessingException">The caller is outside, or the call has a key.</exception>
    public void VerifyKeyless()
    {
        if (_keylessThread != Environment.CurrentManagedThreadId)
        {
            Refuse();
        }
    }

    protected void BeginWithKey()
    {
        Call++;
        _thread = Environment.CurrentManagedThreadId;
    }

    private void Refuse()
    {
        var thread = Environment.CurrentManagedThreadId;
        throw new StreamProcessingException(
            _keylessThread == thread
                ? $"The function of the operator '{operatorName}' uses the state or the timers of a key for a record of the broadcast stream, which belongs to no key. Keep in the broadcast state what keys are to know, and look at it when the next record or timer of a key comes."
            : _thread == thread
                ? $"The function of the operator '{operatorName}' changes the broadcast state for a record or timer of its own subtask, which the other subtasks know nothing of, so that their copies would differ. Change it in ProcessBroadcast only."
                : $"The function of the operator '{operatorName}' uses its context or its state outside of a call: on another thread, behind an await, or after the call has returned. "
                    + "They belong to the key at hand, so use them within Process and OnTimer only, on the thread of the call.");
    }
}
