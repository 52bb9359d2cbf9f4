using AkkaStreamProc.Operators.Joins;

namespace AkkaStreamProc.Operators.Changelogs;

/// <summary>Joins all rows of one side of a group with all of the other; where a side has none, those of the other stand alone, perhaps.</summary>
/// <param name="kind">Which rows stand alone.</param>
/// <param name="select">From two rows, one of which may be missing, to a result.</param>
/// <param name="firstNumbers">Gives the rows of the first side keys, where they have none of their own.</param>
/// <param name="secondNumbers">The same for the second.</param>
/// <param name="ttl">How long the rows of a group are kept.</param>
internal sealed class RowJoin<TGroup, TFirstKey, TFirst, TSecondKey, TSecond, TOut>(
    JoinKind kind, Func<TFirst?, TSecond?, TOut> select, Func<long, TFirstKey>? firstNumbers, Func<long, TSecondKey>? secondNumbers, Ttl ttl)
    : ChangeFunction<TGroup, Either<Row<TFirstKey, TFirst>, Row<TSecondKey, TSecond>>, JoinedKey<TGroup, TFirstKey, TSecondKey>, TOut>
    where TGroup : notnull
    where TFirstKey : notnull
    where TSecondKey : notnull
{
    private readonly bool _keepsFirst = kind is JoinKind.Left or JoinKind.Full;
    private readonly bool _keepsSecond = kind is JoinKind.Right or JoinKind.Full;
    private ValueState<Sides> _sides = null!;

    public override void Open(StateDeclarations states) => _sides = states.Value<Sides>("rows", ttl);

    public override bool IsRecord(Either<Row<TFirstKey, TFirst>, Row<TSecondKey, TSecond>> value) => value.IsFirst ? firstNumbers is not null : secondNumbers is not null;

    public override void Process(
        in Delta<Either<Row<TFirstKey, TFirst>, Row<TSecondKey, TSecond>>> change,
        ProcessContext<TGroup, Row<JoinedKey<TGroup, TFirstKey, TSecondKey>, TOut>> context)
    {
        var sides = _sides.Value;
        if (change.Any.IsFirst)
        {
            Take(new FirstSide(this, context), change.Select(static either => either.First), firstNumbers, ref sides.First, ref sides.Second);
        }
        else
        {
            Take(new SecondSide(this, context), change.Select(static either => either.Second), secondNumbers, ref sides.Second, ref sides.First);
        }

        if (sides.First.Count > 0 || sides.Second.Count > 0)
        {
            _sides.Value = sides;
        }
        else
        {
            _sides.Clear();
        }
    }

    /// <summary>Takes a change of a row of one side. Nothing of what is kept changes before all results are known.</summary>
    private static void Take<TSide, TKey, T, TOtherKey, TOther>(
        TSide side, in Delta<Row<TKey, T>> change, Func<long, TKey>? numbers, ref RowTable<TKey, T> own, ref RowTable<TOtherKey, TOther> other)
        where TSide : struct, ISide<TKey, T, TOtherKey, TOther>
        where TKey : notnull
        where TOtherKey : notnull
    {
        var key = numbers is null ? change.Any.Key : numbers(own.Next);
        var isBefore = own.TryGet(key, out var before);
        if (change.HasBefore && !isBefore)
        {
            side.Drop();
        }

        if (!isBefore && !change.HasAfter)
        {
            return;
        }

        var (isAfter, after) = (change.HasAfter, change.HasAfter ? change.After.Value : default!);
        var countAfter = own.Count + (isAfter ? 1 : 0) - (isBefore ? 1 : 0);
        foreach (var (otherKey, otherRow) in other.Rows)
        {
            if (own.Count == 0)
            {
                side.ChangeOther(otherKey, otherRow, isAlone: false);
            }

            side.ChangePair(key, isBefore, before, isAfter, after, otherKey, otherRow);
            if (countAfter == 0)
            {
                side.ChangeOther(otherKey, otherRow, isAlone: true);
            }
        }

        if (other.Count == 0)
        {
            side.ChangeAlone(key, isBefore, before, isAfter, after);
        }

        if (isAfter)
        {
            own.Set(key, after);
            own.Next++;
        }
        else
        {
            own.Remove(key);
        }
    }

    private TOut Of(TFirst? first, TSecond? second) => select(first, second);

    /// <summary>What it means to a join that a row of one side changes.</summary>
    private interface ISide<TKey, T, TOtherKey, TOther>
    {
        /// <summary>What is taken back is not there.</summary>
        void Drop();

        /// <summary>A pair comes, changes or goes.</summary>
        void ChangePair(TKey key, bool isBefore, T before, bool isAfter, T after, TOtherKey otherKey, TOther other);

        /// <summary>A row that has no partner comes, changes or goes.</summary>
        void ChangeAlone(TKey key, bool isBefore, T before, bool isAfter, T after);

        /// <summary>A row of the other side is without a partner from now on, or no longer.</summary>
        void ChangeOther(TOtherKey otherKey, TOther other, bool isAlone);
    }

    private struct Sides
    {
        public RowTable<TFirstKey, TFirst> First;

        public RowTable<TSecondKey, TSecond> Second;
    }

    private readonly struct FirstSide(
        RowJoin<TGroup, TFirstKey, TFirst, TSecondKey, TSecond, TOut> join, ProcessContext<TGroup, Row<JoinedKey<TGroup, TFirstKey, TSecondKey>, TOut>> context)
        : ISide<TFirstKey, TFirst, TSecondKey, TSecond>
    {
        public void Drop() => context.DropRetraction();

        public void ChangePair(TFirstKey key, bool isBefore, TFirst before, bool isAfter, TFirst after, TSecondKey otherKey, TSecond other) => Emit(
            new(context.Key, true, key, true, otherKey), isBefore, isBefore ? join.Of(before, other) : default!, isAfter, isAfter ? join.Of(after, other) : default!, context);

        public void ChangeAlone(TFirstKey key, bool isBefore, TFirst before, bool isAfter, TFirst after)
        {
            if (join._keepsFirst)
            {
                Emit(
                    new(context.Key, true, key, false, default),
                    isBefore,
                    isBefore ? join.Of(before, default) : default!,
                    isAfter,
                    isAfter ? join.Of(after, default) : default!,
                    context);
            }
        }

        public void ChangeOther(TSecondKey otherKey, TSecond other, bool isAlone)
        {
            if (join._keepsSecond)
            {
                var row = join.Of(default, other);
                Emit(new(context.Key, false, default, true, otherKey), !isAlone, row, isAlone, row, context);
            }
        }
    }

    private readonly struct SecondSide(
        RowJoin<TGroup, TFirstKey, TFirst, TSecondKey, TSecond, TOut> join, ProcessContext<TGroup, Row<JoinedKey<TGroup, TFirstKey, TSecondKey>, TOut>> context)
        : ISide<TSecondKey, TSecond, TFirstKey, TFirst>
    {
        public void Drop() => context.DropRetraction();

        public void ChangePair(TSecondKey key, bool isBefore, TSecond before, bool isAfter, TSecond after, TFirstKey otherKey, TFirst other) => Emit(
            new(context.Key, true, otherKey, true, key), isBefore, isBefore ? join.Of(other, before) : default!, isAfter, isAfter ? join.Of(other, after) : default!, context);

        public void ChangeAlone(TSecondKey key, bool isBefore, TSecond before, bool isAfter, TSecond after)
        {
            if (join._keepsSecond)
            {
                Emit(
                    new(context.Key, false, default, true, key),
                    isBefore,
                    isBefore ? join.Of(default, before) : default!,
                    isAfter,
                    isAfter ? join.Of(default, after) : default!,
                    context);
            }
        }

        public void ChangeOther(TFirstKey otherKey, TFirst other, bool isAlone)
        {
            if (join._keepsFirst)
            {
                var row = join.Of(other, default);
                Emit(new(context.Key, true, otherKey, false, default), !isAlone, row, isAlone, row, context);
            }
        }
    }
}
