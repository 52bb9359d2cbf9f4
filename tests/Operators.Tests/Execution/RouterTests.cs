using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Plans;
using CsCheck;

namespace AkkaStreamProc.Operators.Tests.Execution;

public class RouterTests
{
    private const int Groups = 32;

    [Fact]
    public void Hash_router_sends_every_record_once_to_the_owner_of_its_key_and_in_order() =>
        Gen.Select(Gen.Int[1, 6], Gen.Int[-20, 20].Array[1, 60].Array[0, 6], Gen.Int[0, 2]).Sample((parallelism, batches, flushEvery) =>
        {
            var channels = Channels(parallelism);
            var router = new HashPartitioning<int, int>(x => x % 10).CreateRouter<int>(channels, Context(parallelism));
            var time = 0L;
            var sent = batches.Select(b => b.Select(v => (v, time++)).ToList()).ToList();
            for (var i = 0; i < sent.Count; i++)
            {
                router.Receive(Feeding.Batch(sent[i]));
                if (flushEvery > 0 && i % flushEvery == 0)
                {
                    router.Flush();
                    router.HasBuffered.ShouldBeFalse();
                }
            }

            router.Flush();
            for (var channel = 0; channel < parallelism; channel++)
            {
                channels[channel].Records.ShouldBe(sent.SelectMany(b => b).Where(r => OwnerOf(r.v % 10, parallelism) == channel));
            }
        });

    [Fact]
    public void Every_router_keeps_kinds_and_watermarks_with_their_records() =>
        Gen.Select(Gen.Int[1, 5], Gen.Bool, Gen.Int[0, 5].Select(i => new[] { "hash", "broadcast", "rebalance", "rescale", "global", "custom" }[i]), Gen.Select(Gen.Int[0, 99], Gen.Enum<RowKind>()).Array[1, 40].Array[1, 5]).Sample(
            (parallelism, carriesTime, how, batches) =>
            {
                var channels = Channels(parallelism);
                var context = new TestRuntime().Context(parallelism: parallelism, maxParallelism: Groups, carriesTime: carriesTime);
                var partitioning = how switch { "hash" => new HashPartitioning<int, int>(x => x), "broadcast" => Partitioning.Broadcast, "rescale" => Partitioning.Rescale, "global" => Partitioning.Global, "custom" => new CustomPartitioning<int, int>(x => x, (key, count) => key % count), _ => Partitioning.Rebalance };
                var router = partitioning.CreateRouter<int>(channels, context);
                foreach (var records in batches)
                {
                    var batch = RecordBatch<int>.Rent(records.Length);
                    if (carriesTime)
                    {
                        batch.AddWatermarks();
                    }

                    // So that everything that is said of a record follows from the record.
                    foreach (var (value, kind) in records)
                    {
                        var record = value * 4 + (int)kind;
                        if (carriesTime)
                        {
                            batch.Watermarks[batch.Count] = record + 2;
                        }

                        batch.Append(record, record + 1, kind);
                    }

                    router.Receive(batch);
                }

                router.Flush();
                channels.Sum(c => c.Records.Count).ShouldBe(batches.Sum(b => b.Length) * (how == "broadcast" ? parallelism : 1));
                channels.ForEach(c =>
                {
                    c.Records.ShouldAllBe(r => r.Timestamp == r.Value + 1);
                    c.Kinds.Zip(c.Records, (kind, r) => (Kind: kind, Said: (RowKind)(r.Value % 4))).ShouldAllBe(k => k.Kind == k.Said
                        || ((how == "hash" || how == "custom") && ((k.Said == RowKind.UpdateBefore && k.Kind == RowKind.Delete) || (k.Said == RowKind.UpdateAfter && k.Kind == RowKind.Insert))));
                    c.Watermarks.ShouldBe(carriesTime ? c.Records.Select(r => r.Value + 2L) : []);
                });
            });

    [Fact]
    public void Update_stays_together_in_one_batch_or_becomes_a_deletion_and_an_insert() =>
        Gen.Select(Gen.Int[1, 5], Gen.Select(Gen.Int[0, 30], Gen.Int[0, 30], Gen.Int[0, 2]).Array[1, 900].Array[1, 6]).Sample(
            (parallelism, batches) =>
            {
                var channels = Channels(parallelism);
                var router = new HashPartitioning<int, int>(x => x).CreateRouter<int>(channels, Context(parallelism));
                var expected = channels.ConvertAll(_ => new List<(int, RowKind)>());
                foreach (var changes in batches)
                {
                    var batch = new List<(int, long, RowKind)>();
                    foreach (var (one, other, what) in changes)
                    {
                        if (what == 0)
                        {
                            batch.Add((one, 0, RowKind.Insert));
                            expected[OwnerOf(one, parallelism)].Add((one, RowKind.Insert));
                            continue;
                        }

                        var isTogether = OwnerOf(one, parallelism) == OwnerOf(other, parallelism);
                        batch.AddRange([(one, 0, RowKind.UpdateBefore), (other, 0, RowKind.UpdateAfter)]);
                        expected[OwnerOf(one, parallelism)].Add((one, isTogether ? RowKind.UpdateBefore : RowKind.Delete));
                        expected[OwnerOf(other, parallelism)].Add((other, isTogether ? RowKind.UpdateAfter : RowKind.Insert));
                    }

                    router.Receive(Feeding.Changes(batch));
                }

                router.Flush();
                for (var channel = 0; channel < parallelism; channel++)
                {
                    channels[channel].Records.Zip(channels[channel].Kinds, (r, kind) => (r.Value, kind)).ShouldBe(expected[channel]);
                    if (parallelism > 1)
                    {
                        EndsOf(channels[channel]).ShouldAllBe(kind => kind != RowKind.UpdateBefore);
                    }
                }
            },
            iter: 60);

    [Fact]
    public void What_a_row_was_is_a_deletion_where_nothing_follows_it() =>
        Gen.Select(Gen.Int[2, 5], Gen.Select(Gen.Int[0, 30], Gen.Enum<RowKind>()).Array[1, 100]).Sample((parallelism, changes) =>
        {
            var channels = Channels(parallelism);
            var router = new HashPartitioning<int, int>(x => x).CreateRouter<int>(channels, Context(parallelism));
            router.Receive(Feeding.Changes(changes.Select(c => (c.Item1, 0L, c.Item2))));
            router.Flush();

            // So that it does not meet another row in the batch of its channel.
            var updates = changes.Zip(changes.Skip(1)).Where(p => p.First.Item2 == RowKind.UpdateBefore && p.Second.Item2 == RowKind.UpdateAfter)
                .Count(p => OwnerOf(p.First.Item1, parallelism) == OwnerOf(p.Second.Item1, parallelism));
            channels.Sum(c => c.Kinds.Count(kind => kind == RowKind.UpdateBefore)).ShouldBe(updates);
        });

    [Fact]
    public void Global_router_sends_all_to_the_first_and_a_custom_one_where_the_function_says() =>
        Gen.Select(Gen.Int[1, 6], Gen.Int[0, 99].Array[1, 60].Array[1, 6]).Sample((parallelism, batches) =>
        {
            var (first, chosen) = (Channels(parallelism), Channels(parallelism));
            var global = Partitioning.Global.CreateRouter<int>(first, Context(parallelism));
            var custom = new CustomPartitioning<int, string>(x => $"{x / 10}", (key, count) => key[0] % count).CreateRouter<int>(chosen, Context(parallelism));
            foreach (var values in batches)
            {
                global.Receive(Feeding.Batch(values.Select(v => (v, 0L))));
                custom.Receive(Feeding.Batch(values.Select(v => (v, 0L))));
            }

            global.Flush();
            custom.Flush();
            var all = batches.SelectMany(b => b).ToList();
            for (var channel = 0; channel < parallelism; channel++)
            {
                first[channel].Records.Select(r => r.Value).ShouldBe(channel == 0 ? all : []);
                chosen[channel].Records.Select(r => r.Value).ShouldBe(all.Where(v => ('0' + (v / 10)) % parallelism == channel));
            }
        });

    [Fact]
    public void Custom_router_refuses_a_subtask_that_there_is_not_and_names_the_record_its_function_fails_with()
    {
        var beyond = new CustomPartitioning<int, int>(x => x, (key, count) => key).CreateRouter<int>(Channels(3), Context(3));
        var failing = new CustomPartitioning<int, int>(x => x, (key, count) => 6 / key).CreateRouter<int>(Channels(3), Context(3));

        Should.Throw<StreamProcessingException>(() => beyond.Receive(Feeding.Batch([(1, 0L), (3, 0L)]))).Message.ShouldContain("has answered 3 for the key «3», but there are 3 subtasks, from 0 to 2");
        Should.Throw<StreamProcessingException>(() => beyond.Receive(Feeding.Batch([(-1, 0L)]))).Message.ShouldContain("has answered -1");
        Should.Throw<UserFunctionException>(() => failing.Receive(Feeding.Batch([(0, 0L)]))).Message.ShouldContain("the subtask for the record «0»");
    }

    [Fact]
    public void Hash_router_gathers_until_a_batch_is_full()
    {
        var channels = Channels(2);
        var router = new HashPartitioning<int, int>(x => x).CreateRouter<int>(channels, Context(2));

        router.Receive(Feeding.Batch(Enumerable.Range(0, 2048).Select(v => (v, 0L))));
        channels.ShouldAllBe(c => c.Records.Count == 0);
        router.HasBuffered.ShouldBeTrue();
        for (var i = 0; i < 3; i++)
        {
            router.Receive(Feeding.Batch(Enumerable.Range(0, 2048).Select(v => (v, 0L))));
        }

        channels.SelectMany(c => c.BatchSizes).ShouldAllBe(size => size == 2048);
        channels.Sum(c => c.Records.Count).ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Hash_router_with_many_channels_gathers_small_batches()
    {
        var channels = Channels(Groups);
        var router = new HashPartitioning<int, int>(x => x).CreateRouter<int>(channels, Context(Groups));

        for (var i = 0; i < 8; i++)
        {
            router.Receive(Feeding.Batch(Enumerable.Range(0, 2048).Select(v => (v, (long)v))));
        }

        router.Flush();
        channels.SelectMany(c => c.Capacities).ShouldAllBe(capacity => capacity == RecordBatch.SmallCapacity);
        channels.Sum(c => c.Records.Count).ShouldBe(8 * 2048);
    }

    [Fact]
    public void Broadcast_router_sends_everything_to_everyone()
    {
        var channels = Channels(3);
        var router = Partitioning.Broadcast.CreateRouter<int>(channels, Context(3));

        router.Receive(Feeding.Batch((1, 10L), (2, 20L)));
        router.Flush();

        channels.ForEach(c => c.Records.ShouldBe([(1, 10L), (2, 20L)]));
    }

    [Fact]
    public void Rebalance_router_takes_turns_beginning_with_its_own_number()
    {
        var channels = Channels(3);
        var router = Partitioning.Rebalance.CreateRouter<int>(channels, new TestRuntime().Context(subtask: 1, parallelism: 2));

        for (var i = 0; i < 6; i++)
        {
            router.Receive(Feeding.Batch((i, 0L)));
        }

        channels.Select(c => c.Records.Select(r => r.Value)).ShouldBe([[2, 5], [0, 3], [1, 4]]);
    }

    [Fact]
    public void Forward_router_passes_batches_on_as_they_are()
    {
        var channels = Channels(1);
        var router = Partitioning.Forward.CreateRouter<int>(channels, Context(1));

        router.Receive(Feeding.Batch((1, 1L), (2, 2L)));

        channels[0].BatchSizes.ShouldBe([2]);
        router.HasBuffered.ShouldBeFalse();
    }

    /// <summary>What the last records of the batches are.</summary>
    private static IEnumerable<RowKind> EndsOf(RecordingChannel<int> channel)
    {
        var end = 0;
        foreach (var size in channel.BatchSizes)
        {
            end += size;
            yield return channel.Kinds[end - 1];
        }
    }

    private static List<RecordingChannel<int>> Channels(int count) => [.. Enumerable.Range(0, count).Select(_ => new RecordingChannel<int>())];

    private static OperatorContext Context(int parallelism) => new TestRuntime().Context(parallelism: parallelism, maxParallelism: Groups);

    private static int OwnerOf(int key, int parallelism) =>
        KeyGroupRange.OwnerOf(KeyGroups.Of(KeyHash<int>.Of(key), Groups), parallelism, Groups);
}
