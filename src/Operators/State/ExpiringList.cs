using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.State;

/// <summary>A list for each key, whose elements expire one by one.</summary>
/// <remarks>
/// <para>
/// Each element has since when its time counts, and the list since when that of its youngest one does, as in
/// <see cref="ExpiringMap{TMapKey, TValue}"/>. What is over leaves the list with the first look of a call, so a call sees the same
/// elements from its beginning to its end.
/// </para>
/// <para>
/// Elements that were added later expire later, so those that are over stand at the front. They are left out there until they are
/// half of the list. Not so where reading an element starts its time anew: then every call that looks at the list looks at all of it.
/// Where reading did so before a restart and does no more, <see cref="Order"/> has put the times in order.
/// </para>
/// </remarks>
/// <param name="lists">Keeps the lists.</param>
/// <param name="ttl">When elements expire.</param>
/// <param name="now">The clock, in milliseconds, which never goes back and stands within a call.</param>
internal sealed class ExpiringList<T>(ValueState<Timed<List<Timed<T>>>> lists, Ttl ttl, Func<long> now) : ListState<T>, IUndoable
{
    private readonly ListAdditions<Timed<T>> _additions = new();

    // What the call at hand has begun anew by reading it.
    private readonly List<(List<Timed<T>> List, int Index, Timed<T> Former)> _readings = [];

    // How many elements are over at the front of the list that was looked at in a call.
    private List<Timed<T>>? _looked;
    private long _lookedIn = -1;
    private int _left;

    public override int Count => Look() is { } list ? list.Count - _left : 0;

    public override T this[int index]
    {
        get
        {
            var list = Look() ?? [];
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            return Read(list, _left + index);
        }
    }

    public override void Add(T element)
    {
        var list = Own();
        _additions.Add(lists.Journal, list, 1);
        list.Add(Begun(element));
    }

    public override void AddRange(IEnumerable<T> elements)
    {
        List<Timed<T>> added = [.. elements.Select(Begun)];
        if (added.Count > 0)
        {
            var list = Own();
            _additions.Add(lists.Journal, list, added.Count);
            list.AddRange(added);
        }
    }

    public override void Set(IEnumerable<T> elements)
    {
        List<Timed<T>> list = [.. elements.Select(Begun)];
        if (list.Count > 0)
        {
            lists.Value = new Timed<List<Timed<T>>> { Value = list, Since = now() };
        }
        else
        {
            lists.Clear();
        }
    }

    public override void Clear() => lists.Clear();

    public override IEnumerator<T> GetEnumerator()
    {
        var list = Look() ?? [];
        var places = StateWalk.Over(Enumerable.Range(_left, list.Count - (list.Count > 0 ? _left : 0)), lists);
        return Walk();

        IEnumerator<T> Walk()
        {
            foreach (var place in places)
            {
                yield return Read(list, place);
            }
        }
    }

    /// <summary>The elements that are not over at a moment, of what was kept.</summary>
    public static IReadOnlyList<T> Read(Timed<List<Timed<T>>> stored, Ttl ttl, long now) =>
        [.. stored.Value.Where(element => now - element.Since < ttl.DurationMs).Select(element => element.Value)];

    /// <summary>
    /// Puts the times of a list in order, from which reading may have taken them: an element was added no later than those behind it.
    /// Between calls only, and where reading an element does not start its time anew.
    /// </summary>
    public static void Order(Timed<List<Timed<T>>> stored)
    {
        var list = stored.Value;
        for (var place = list.Count - 2; place >= 0; place--)
        {
            if (list[place].Since > list[place + 1].Since)
            {
                list[place] = list[place] with { Since = list[place + 1].Since };
            }
        }
    }

    void IUndoable.Undo()
    {
        for (var i = _readings.Count - 1; i >= 0; i--)
        {
            var (list, index, former) = _readings[i];
            list[index] = former;
        }

        _readings.Clear();
    }

    void IUndoable.Forget() => _readings.Clear();

    private Timed<T> Begun(T element) => new() { Value = element, Since = now() };

    private bool IsGone(Timed<T> timed) => now() - timed.Since >= ttl.DurationMs;

    private T Read(List<Timed<T>> list, int place)
    {
        var timed = list[place];
        // A walk goes on in what was cleared or replaced meanwhile, which is not to come back by being read.
        if (ttl.Start == TtlStart.Access && timed.Since != now() && ReferenceEquals(lists.Value.Value, list))
        {
            if (lists.Journal is { } journal)
            {
                if (_readings.Count == 0)
                {
                    journal.Add(this);
                }

                _readings.Add((list, place, timed));
            }

            list[place] = timed with { Since = now() };
            Raise(list);
        }

        return timed.Value;
    }

    private void Raise(List<Timed<T>> list)
    {
        if (lists.Value.Since != now())
        {
            lists.Value = new Timed<List<Timed<T>>> { Value = list, Since = now() };
        }
    }

    private List<Timed<T>> Own()
    {
        var list = Look() ?? [];
        if (lists.Value.Value != list)
        {
            lists.Value = new Timed<List<Timed<T>>> { Value = list, Since = now() };
            (_looked, _lookedIn, _left) = (list, lists.Call, 0);
        }

        Raise(list);
        return list;
    }

    /// <summary>The list of the key at hand, if there is any; what is over in it leaves it, once in a call and before it is changed.</summary>
    private List<Timed<T>>? Look()
    {
        var list = lists.Value.Value;
        if (list is null || (_lookedIn == lists.Call && _looked == list))
        {
            return list;
        }

        (_looked, _lookedIn, _left) = (list, lists.Call, 0);
        if (ttl.Start == TtlStart.Access)
        {
            list.RemoveAll(IsGone);
        }
        else
        {
            _left = TimeOrder.PlaceBehind(list, 0, now() - ttl.DurationMs);
            if (_left >= list.Count / 2)
            {
                list.RemoveRange(0, _left);
                _left = 0;
            }
        }

        if (list.Count == 0)
        {
            lists.Clear();
            return null;
        }

        return list;
    }
}
