using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.State.Backends;
using CsCheck;

namespace AkkaStreamProc.Operators.Tests.State;

/// <summary>A type that is kept in state, with values made of random numbers.</summary>
internal abstract class StateCase
{
    public abstract void ShouldComeBack();

    public static StateCase Of<T>(Func<int[], T> make, Func<T, int, T> change) => new StateCase<T>(make, change);
}

/// <inheritdoc cref="StateCase"/>
/// <param name="make">Makes a value. Called twice with the same numbers, it makes two equal values that share nothing.</param>
/// <param name="change">Changes a value, in place where it can be changed.</param>
internal sealed class StateCase<T>(Func<int[], T> make, Func<T, int, T> change) : StateCase
{
    private const int Keys = 4;

    public override void ShouldComeBack() => Gen.Select(Gen.Int.Array[0, 9], Gen.Int).Sample(ShouldComeBack, iter: 100, threads: 1);

    /// <summary>Four keys with different values: 0 is left alone, 1 is changed and set, 2 is only changed in place, 3 is removed.</summary>
    private void ShouldComeBack(int[] numbers, int other)
    {
        var format = new KeyedStateFormat<int, T>("op", "state", StateSerializer<int>.Default, StateSerializer<T>.Default);
        var current = new CurrentKey<int>(1);
        var state = new TableValue<int, T>(format, new KeyGroupRange(0, 1), current);
        var set = new T[Keys];
        for (var key = 0; key < Keys; key++)
        {
            current.Set(key);
            set[key] = Made(numbers, key);
            state.Value = set[key];
        }

        var frozen = state.Freeze();
        current.Set(1);
        state.Value = change(state.Value!, other);
        current.Set(2);
        change(state.Value!, other);
        current.Set(3);
        state.Clear();
        var writer = new SnapshotWriter();
        frozen.Write(0, writer);
        frozen.Release();

        var reader = new SnapshotReader(writer.Written);
        var count = reader.ReadCount();
        count.ShouldBe(Keys);
        for (; count > 0; count--)
        {
            var key = format.ReadKey(reader);
            var restored = format.ReadValue(reader);
            StateText.Of(restored).ShouldBe(StateText.Of(Made(numbers, key)));
            // It goes on as the live one would have.
            StateText.Of(change(restored, other)).ShouldBe(StateText.Of(change(Made(numbers, key), other)));
        }

        reader.IsAtEnd.ShouldBeTrue();
        ShouldBeUntouched(state, current, set, numbers, other);
    }

    private void ShouldBeUntouched(TableValue<int, T> state, CurrentKey<int> current, T[] set, int[] numbers, int other)
    {
        current.Set(0);
        StateText.Of(state.Value).ShouldBe(StateText.Of(Made(numbers, 0)));
        if (!typeof(T).IsValueType)
        {
            ReferenceEquals(state.Value, set[0]).ShouldBeTrue("a checkpoint replaced an object");
        }

        current.Set(1);
        StateText.Of(state.Value).ShouldBe(StateText.Of(change(Made(numbers, 1), other)));
        current.Set(2);
        var changedInPlace = Made(numbers, 2);
        change(changedInPlace, other);
        StateText.Of(state.Value).ShouldBe(StateText.Of(changedInPlace));
        current.Set(3);
        state.HasValue.ShouldBeFalse();
    }

    private T Made(int[] numbers, int key) => make([.. numbers, .. Enumerable.Range(0, key)]);
}
