using System.Runtime.CompilerServices;

namespace AkkaStreamProc.Operators.State;

/// <summary>A list in pages of one size, so that growing copies nothing and what snapshots share is copied page by page.</summary>
/// <remarks>The first page grows by doubling. References to items are valid until the next call that adds, removes or owns.</remarks>
internal sealed class PagedList<T>
    where T : struct
{
    private const int Shift = 8;
    private const int PageSize = 1 << Shift;
    private const int MinPage = 8;

    private T[][] _pages = [];

    // By page, how many snapshots share it.
    private int[] _holders = [];

    public int Count { get; private set; }

    /// <summary>How many bytes the pages take.</summary>
    public long Bytes => (long)_pages.Sum(page => page.Length) * Unsafe.SizeOf<T>();

    /// <summary>An item, to read or to change what no snapshot looks at.</summary>
    public ref T this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _pages[index >> Shift][index & (PageSize - 1)];
    }

    /// <summary>An item, to change.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref T Own(int index)
    {
        var page = index >> Shift;
        if (_holders[page] > 0)
        {
            Copy(page);
        }

        return ref _pages[page][index & (PageSize - 1)];
    }

    /// <summary>Adds an item, <see langword="default"/> or what was removed there before.</summary>
    public void Add()
    {
        var page = Count >> Shift;
        if (page == _pages.Length || (Count & (PageSize - 1)) == _pages[page].Length)
        {
            Grow(page);
        }

        Count++;
    }

    public void RemoveLast()
    {
        Count--;
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            Own(Count) = default;
        }

        // The page behind the last item stays for half a page, so that a list that goes up and down at a border does not allocate.
        if (_pages.Length > 1 && Count <= ((_pages.Length - 1) << Shift) - (PageSize / 2))
        {
            Resize(_pages.Length - 1);
        }
        else if (_pages is [{ Length: > MinPage } only] && Count < only.Length / 4)
        {
            ResizeOnly(only.Length / 2);
        }
    }

    /// <summary>The items as they stand, for any thread to read until <see cref="Unshare"/>.</summary>
    public Shared Share()
    {
        for (var page = 0; page < _holders.Length; page++)
        {
            _holders[page]++;
        }

        return new Shared([.. _pages], Count);
    }

    public void Unshare(Shared shared)
    {
        for (var page = 0; page < Math.Min(shared.Pages.Length, _pages.Length); page++)
        {
            if (_pages[page] == shared.Pages[page] && _holders[page] > 0)
            {
                _holders[page]--;
            }
        }
    }

    private void Grow(int page)
    {
        if (page == _pages.Length)
        {
            Resize(page + 1);
            _pages[page] = new T[page == 0 ? MinPage : PageSize];
        }
        else
        {
            ResizeOnly(_pages[page].Length * 2);
        }
    }

    private void Copy(int page)
    {
        _pages[page] = [.. _pages[page]];
        _holders[page] = 0;
    }

    private void Resize(int pages)
    {
        Array.Resize(ref _pages, pages);
        Array.Resize(ref _holders, pages);
    }

    private void ResizeOnly(int length)
    {
        Array.Resize(ref _pages[0], length);
        _holders[0] = 0;
    }

    /// <summary>The items as they stood.</summary>
    internal readonly struct Shared(T[][] pages, int count)
    {
        public int Count => count;

        public T[][] Pages => pages;

        public ref readonly T this[int index] => ref pages[index >> Shift][index & (PageSize - 1)];
    }
}
