using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.Tests.Execution;
using AkkaStreamProc.Operators.Windows;
using CsCheck;

namespace AkkaStreamProc.Operators.Tests.Windows;

/// <summary>Panes by the thousand, whatever their size, beside a dictionary.</summary>
public class PaneTests
{
    private const int Groups = 8;
    private const long Last = 99;
    private static readonly KeyGroupRange Range = new(0, Groups);

    [Fact]
    public void Panes_are_found_and_stay_sorted_whatever_is_opened_and_dropped() =>
        Gen.Select(Gen.Long[0, 200], Gen.Int[0, 3]).Array[1, 400].Sample(steps =>
        {
            var panes = new PaneSet<int, long>(Range, Groups);
            var open = new SortedSet<long>();
            foreach (var (start, action) in steps)
            {
                if (action == 0 && open.Count > 0)
                {
                    panes.Drop(panes[0]);
                    open.Remove(open.Min);
                }
                else if (action == 1 && panes.Find(start) is { } pane)
                {
                    panes.Drop(pane);
                    open.Remove(start);
                }
                else if (open.Add(start))
                {
                    panes.Add(start).Start.ShouldBe(start);
                }

                panes.Count.ShouldBe(open.Count);
                (panes.Find(start) is not null).ShouldBe(open.Contains(start));
            }

            Enumerable.Range(0, panes.Count).Select(i => panes[i].Start).ShouldBe(open);
        });

    [Theory]
    [InlineData(1)]
    [InlineData(Pane<int, long>.MaxWhole)]
    [InlineData(Pane<int, long>.MaxWhole + 1)]
    [InlineData(3 * Pane<int, long>.MaxWhole)]
    public void Pane_keeps_every_accumulator_over_its_division_and_in_the_snapshot_before_it(int keys)
    {
        var (pane, frozen, _) = FrozenWith(keys);
        pane.DivideIfLarge();
        pane.IsDivided.ShouldBe(keys > Pane<int, long>.MaxWhole);
        for (var key = 0; key < keys; key++)
        {
            AccumulatorOf(pane, key)[0].ShouldBe(key);
            AccumulatorOf(pane, key)[0] = -1;
        }

        var restored = Open<long[]>();
        restored.Restore(RestoreOf(frozen));
        frozen.Release();

        var read = restored[0];
        read.Tables.Sum(t => t.Count).ShouldBe(keys);
        for (var key = 0; key < keys; key++)
        {
            AccumulatorOf(read, key)[0].ShouldBe(key);
        }
    }

    [Theory]
    [InlineData(100)]
    [InlineData(3 * Pane<int, long>.MaxWhole)]
    public void Accumulators_that_change_while_the_snapshot_is_written_are_in_it_as_they_were(int keys)
    {
        var (pane, frozen, format) = FrozenWith(keys);
        var written = new Dictionary<int, long>();
        for (var group = 0; group < Groups; group++)
        {
            var writer = new SnapshotWriter(64);
            frozen.Write(group, writer);
            var reader = new SnapshotReader(writer.Written.ToArray());
            reader.ReadCount().ShouldBe(1);
            reader.ReadInt64().ShouldBe(0);
            reader.ReadByte().ShouldBe((byte)0);
            for (var entries = reader.ReadCount(); entries > 0; entries--)
            {
                written.Add(format.ReadKey(reader), format.ReadValue(reader).Single());
            }

            pane.DivideIfLarge();
            for (var key = 0; key < keys; key++)
            {
                AccumulatorOf(pane, key)[0]--;
            }
        }

        frozen.Release();
        written.Count.ShouldBe(keys);
        written.ShouldAllBe(entry => entry.Key == entry.Value);
    }

    [Fact]
    public void Windows_that_had_fired_everywhere_have_fired_after_a_restore_and_stay_one_table()
    {
        var windows = Open<long>();
        for (var key = 0; key < 100; key++)
        {
            AccumulatorOf(windows.Open(0), key) = key;
        }

        windows.RaiseWatermark(Last);
        windows.Trigger.Fired(Last);
        var restored = Restored(windows);

        restored.Trigger.HasFired(Last).ShouldBeTrue();
        restored.Trigger.IsApart.ShouldBeFalse();
        restored[0].IsDivided.ShouldBeFalse();
    }

    [Fact]
    public void Windows_that_had_fired_for_some_key_groups_wait_for_the_others_after_a_restore()
    {
        var windows = Open<long>();
        for (var key = 0; key < 100; key++)
        {
            AccumulatorOf(windows.Open(0), key) = key;
        }

        windows.RaiseWatermark(Last);
        windows.Trigger.Fired(Last, group: 3);
        var restored = Restored(windows);

        restored.Trigger.HasFired(Last).ShouldBeFalse();
        Enumerable.Range(0, Groups).Where(group => restored.Trigger.HasFired(Last, group)).ShouldBe([3]);
        restored.Trigger.Fired(Last);
        restored.Trigger.IsApart.ShouldBeFalse();
    }

    /// <summary>A pane with an accumulator of its own number for each key, frozen.</summary>
    private static (Pane<int, long[]> Pane, IFrozenKeyedState Frozen, KeyedStateFormat<int, long[]> Format) FrozenWith(int keys)
    {
        var windows = Open<long[]>();
        var pane = windows.Open(0);
        for (var key = 0; key < keys; key++)
        {
            AccumulatorOf(pane, key) = [key];
        }

        return (pane, windows.Freeze(), OpenWindows<int, long[]>.DescriptorOf(TumblingWindows.OfEventTime(TimeSpan.FromSeconds(1))).FormatIn("window", StateSerializers.Default));
    }

    private static OpenWindows<int, TAccumulator> Open<TAccumulator>() =>
        new(new TestRuntime().Context("window", maxParallelism: Groups), new WindowOptions(TumblingWindows.OfEventTime(TimeSpan.FromMilliseconds(Last + 1)), 1_000));

    private static OpenWindows<int, long> Restored(OpenWindows<int, long> windows)
    {
        var freeze = new SubtaskFreeze(1);
        windows.Freeze(freeze.Add("window"));
        var restored = Open<long>();
        restored.Restore(RestoreOf(freeze));
        freeze.Release();
        return restored;
    }

    private static ref TAccumulator AccumulatorOf<TAccumulator>(Pane<int, TAccumulator> pane, int key)
    {
        var hash = KeyHash<int>.Of(key);
        return ref pane.Tables[KeyGroups.Of(hash, Groups) & pane.GroupMask].GetOrAdd(key, hash, out _);
    }

    private static OperatorRestore RestoreOf(IFrozenKeyedState frozen)
    {
        var freeze = new SubtaskFreeze(1);
        freeze.Add("window").Add(frozen);
        return RestoreOf(freeze);
    }

    private static OperatorRestore RestoreOf(SubtaskFreeze freeze)
    {
        var snapshot = SubtaskSnapshot.Parse(SubtaskSnapshot.Write(new SnapshotHeader("job", "window", 0, 1, Groups, 1), freeze), "the test");
        return new OperatorRestore("window", 1, 0, 1, [(snapshot.Header, snapshot.Operators["window"])]);
    }
}
