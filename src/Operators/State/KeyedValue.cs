using AkkaStreamProc.Operators.Queries;
using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.Operators.State;

/// <summary>One value for each key, wherever it lies; knows how to take back what a call that throws has done.</summary>
/// <param name="current">The key at hand.</param>
internal abstract class KeyedValue<TKey, TValue>(CurrentKey<TKey> current) : ValueState<TValue>, IKeyedState, IStoredEntries<TKey, TValue>, IUndoable
    where TKey : notnull
{
    private TValue _former = default!;
    private bool _hadValue;
    private bool _isRemembered;

    internal override CallJournal? Journal => current.Journal;

    internal override long Call
    {
        get
        {
            current.Verify();
            return current.Call;
        }
    }

    public abstract long MeasureBytes();

    public abstract IFrozenKeyedState Freeze();

    public abstract void Restore(OperatorRestore restore);

    /// <summary>Looks at some of the values, others with each call, and removes those that are gone. Between calls only.</summary>
    public abstract void Sweep(Func<TValue, bool> isGone);

    public abstract bool TryPeek(int keyGroup, TKey key, ulong hash, out TValue stored);

    public abstract int Visit(int keyGroup, Action<TKey, TValue, int> visit);

    public void Undo()
    {
        if (_hadValue)
        {
            Put(_former);
        }
        else
        {
            Remove();
        }

        Forget();
    }

    public void Forget()
    {
        _isRemembered = false;
        _former = default!;
    }

    /// <summary>Keeps the value as it was before the call at hand, where the call may have to be undone. Before the first change.</summary>
    protected void Remember()
    {
        if (current.Journal is not { } journal || _isRemembered)
        {
            return;
        }

        _hadValue = TryGet(out _former);
        _isRemembered = true;
        journal.Add(this);
    }

    /// <summary>The value of the key at hand, or <see langword="default"/>.</summary>
    protected abstract bool TryGet(out TValue value);

    /// <summary>Sets the value of the key at hand, which was there before and needs no check.</summary>
    protected abstract void Put(TValue value);

    /// <summary>Removes the value of the key at hand, if any.</summary>
    protected abstract void Remove();
}
