using System.Runtime.CompilerServices;

namespace AkkaStreamProc.Operators.Joins;

/// <content>What the pages share with snapshots, and how they are kept for them.</content>
internal sealed partial class RowSlabs<T>
{
    private const int MinSpare = 64;

    // The most pages that were in use lately: as many are kept for the next time.
    private int _peak;

    // By page: how many snapshots had been taken when it was made or copied. A page from before the youngest that is held is shared.
    private int[] _ages = [];
    private int _freezes;
    private int _sharedBefore;
    private int _holders;

    /// <summary>How many bytes the pages take, without what rows refer to.</summary>
    public long Bytes => ((long)_pages.Sum(page => page?.Length ?? 0) + ((long)_spare.Count * PageSize)) * Unsafe.SizeOf<JoinRow<T>>();

    /// <summary>Shares the pages with a snapshot, which any thread may read until it is released.</summary>
    public Frozen Freeze()
    {
        _peak = Math.Max(_inUse, _peak / 2);
        while (_spare.Count > Math.Max(MinSpare, _peak))
        {
            _spare.Pop();
        }

        _holders++;
        _sharedBefore = ++_freezes;
        return new Frozen(this, _pages.AsSpan(0, _pageCount).ToArray());
    }

    private bool IsShared(int page) => _ages[page] < _sharedBefore;

    /// <summary>A page, to change.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private JoinRow<T>[] Own(int page) => IsShared(page) ? Copy(page) : _pages[page]!;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private JoinRow<T>[] Copy(int page)
    {
        var shared = _pages[page]!;
        var own = shared.Length == PageSize && _spare.TryPop(out var spare) ? spare : new JoinRow<T>[shared.Length];
        shared.CopyTo(own, 0);
        (_pages[page], _ages[page]) = (own, _freezes);
        return own;
    }

    /// <summary>Forgets what rows refer to that have gone; in a page that is shared they go with it.</summary>
    private void Clear(int page, int start, int count)
    {
        if (HasReferences && !IsShared(page))
        {
            Array.Clear(_pages[page]!, start, count);
        }
    }

    private void Keep(JoinRow<T>[] page)
    {
        if (page.Length != PageSize || _spare.Count >= Math.Max(MinSpare, _peak))
        {
            return;
        }

        if (HasReferences)
        {
            Array.Clear(page);
        }

        _spare.Push(page);
    }

    private void Release(JoinRow<T>[]?[] pages)
    {
        if (--_holders > 0)
        {
            return;
        }

        _sharedBefore = 0;
        for (var page = 0; page < pages.Length; page++)
        {
            if (pages[page] is { } shared && shared != _pages[page])
            {
                Keep(shared);
            }
        }
    }

    /// <summary>The rows as they stood at a freeze.</summary>
    internal sealed class Frozen(RowSlabs<T> owner, JoinRow<T>[]?[] pages)
    {
        /// <summary>The rows of a key as they stood.</summary>
        public ReadOnlySpan<JoinRow<T>> Of(in RowQueue queue) => queue.Count == 0 ? [] : new(pages[queue.Page], queue.Start, queue.Count);

        /// <summary>Ends the sharing. On the thread that owns the rows, once.</summary>
        public void Release() => owner.Release(pages);
    }
}
