using System.Runtime.CompilerServices;
using AkkaStreamProc.Operators.Keys;

namespace AkkaStreamProc.Operators.State;

/// <summary>The key whose state is at hand.</summary>
/// <remarks>From <see cref="Set(TKey)"/> to <see cref="Leave"/> it is at hand for the thread that set it; outside nothing may be touched.</remarks>
/// <param name="maxParallelism">The number of key groups.</param>
/// <param name="operatorName">The operator, for messages.</param>
internal sealed class CurrentKey<TKey>(int maxParallelism, string operatorName = "")
    where TKey : notnull
{
    /// <summary>The thread of the call at hand; 0 outside of calls.</summary>
    private int _thread;

    /// <summary>Takes note of what a call changes, where that may have to be changed back.</summary>
    public CallJournal? Journal { get; init; }

    public bool IsInCall => _thread != 0;

    public TKey Key { get; private set; } = default!;

    public ulong Hash { get; private set; }

    public int KeyGroup { get; private set; }

    /// <summary>Counts the calls, so that what was found for one is not taken for another.</summary>
    public long Call { get; private set; }

    public void Set(TKey key) => Set(key, KeyHash<TKey>.Of(key));

    /// <param name="key">The key.</param>
    /// <param name="hash">Its hash.</param>
    public void Set(TKey key, ulong hash)
    {
        Key = key;
        Hash = hash;
        Call++;
        KeyGroup = KeyGroups.Of(hash, maxParallelism);
        _thread = Environment.CurrentManagedThreadId;
    }

    /// <summary>The call is over.</summary>
    public void Leave() => _thread = 0;

    /// <summary>Refuses whoever is not in the call: another thread, or one that kept a context, a state or a lambda from an earlier call.</summary>
    /// <exception cref="StreamProcessingException">The caller is outside.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Verify()
    {
        if (_thread != Environment.CurrentManagedThreadId)
        {
            RefuseOutsider();
        }
    }

    private void RefuseOutsider() => throw new StreamProcessingException(
        $"The function of the operator '{operatorName}' uses its context or its state outside of a call: on another thread, behind an await, or after the call has returned. " +
        "They belong to the key at hand, so use them within Process and OnTimer only, on the thread of the call.");
}
