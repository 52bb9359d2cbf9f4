using System.Diagnostics;
using AkkaStreamProc.Actors.Checkpoints;
using AkkaStreamProc.Actors.Checkpoints.Stores;
using AkkaStreamProc.Actors.Subtasks;
using AkkaStreamProc.Bench.Measuring;
using AkkaStreamProc.Bench.Shared;
using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Bench.Checkpoints;

/// <summary>A gigabyte of state in eight subtasks: what a checkpoint and a restore take beside it, at half and double parallelism.</summary>
/// <remarks>
/// The real chains, snapshots and files, without actors. While the files are written, as many keys change as a busy job
/// changes in that time, on the thread that owns the state.
/// </remarks>
internal sealed class LargeState : IBenchmark
{
    private const int Subtasks = 8;
    private const int BytesOfEntry = 96;
    private const double AllowedPeak = 1.1;
    private const double AllowedPauseMs = 5;
    private const double AllowedReads = 1.01;

    public string Name => "large-state";

    public string Question => "checkpoint and restore of a gigabyte of state in 8 subtasks: pause, memory beside the state, bytes read";

    public Task RunAsync(BenchmarkArguments arguments, Report report)
    {
        var entries = (int)(arguments.Number("megabytes", 1_000) * 1e6 / BytesOfEntry);
        var changesPerSecond = (int)arguments.Number("changes", 100_000);
        var directory = Directory.CreateTempSubdirectory("large-state-").FullName;
        try
        {
            Measure(entries, changesPerSecond, directory, report);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }

        return Task.CompletedTask;
    }

    private static void Measure(int entries, int changesPerSecond, string directory, Report report)
    {
        var storage = new CheckpointStorage(new DirectoryCheckpointStore(directory), null, 0);
        var lengths = Checkpoint(entries, changesPerSecond, storage, report);
        GC.Collect();
        foreach (var parallelism in (int[])[Subtasks / 2, Subtasks * 2])
        {
            Restore(entries, parallelism, storage, lengths, report);
            GC.Collect();
        }
    }

    /// <returns>What the snapshot store would hold of each subtask.</returns>
    private static byte[][] Checkpoint(int entries, int changesPerSecond, CheckpointStorage storage, Report report)
    {
        var chains = Open(Subtasks, _ => null);
        Add(chains, entries);
        var before = MemoryWatch.Collected();
        var pauses = new List<double>();
        var freezes = new SubtaskFreeze[Subtasks];
        using var watch = new MemoryWatch();
        for (var i = 0; i < Subtasks; i++)
        {
            var began = Stopwatch.GetTimestamp();
            freezes[i] = chains[i].Freeze(1);
            pauses.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        var (started, changed, longest) = (Stopwatch.GetTimestamp(), 0L, 0.0);
        var writing = Task.WhenAll(Enumerable.Range(0, Subtasks).Select(i => Task.Run(() => Write(i, freezes[i], storage))));
        var random = new Random(7);
        while (!writing.IsCompleted)
        {
            if (changed > Stopwatch.GetElapsedTime(started).TotalSeconds * changesPerSecond)
            {
                Thread.Yield();
                continue;
            }

            var began = Stopwatch.GetTimestamp();
            Change(chains, random.NextInt64(entries));
            longest = Math.Max(longest, Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            changed++;
        }

        var stored = writing.GetAwaiter().GetResult();
        var took = Stopwatch.GetElapsedTime(started);
        var peak = watch.Peak;
        foreach (var freeze in freezes)
        {
            freeze.Release();
        }

        Verify(chains, entries, changes: null);
        report.Line($"checkpoint of {entries:N0} entries in {took.TotalSeconds:F1} s while {changed:N0} changed; longest call {longest:F2} ms; {before / 1e6:F0} MB before, {peak / 1e6:F0} MB at the peak");
        report.AtMost("longest pause for a barrier in milliseconds", pauses.Max(), AllowedPauseMs);
        report.AtMost("peak of a checkpoint, times the state", peak / (double)before, AllowedPeak);
        Array.ForEach(chains, c => c.Dispose());
        return stored;
    }

    private static byte[] Write(int index, SubtaskFreeze freeze, CheckpointStorage storage)
    {
        var plan = Graph(Subtasks).Plan;
        var header = new SnapshotHeader("large-state", plan.Vertices[1].Name, index, Subtasks, plan.MaxParallelism, 1);
        using var spool = storage.Create(header, Guid.Empty, isSavepoint: false);
        SubtaskSnapshot.WriteTo(spool, header, freeze);
        return spool.Complete()!;
    }

    private static void Restore(int entries, int parallelism, CheckpointStorage storage, byte[][] stored, Report report)
    {
        var read = 0L;
        using var watch = new MemoryWatch();
        var began = Stopwatch.GetTimestamp();
        var chains = Open(parallelism, index => Gather(index, parallelism, storage, stored, bytes => read += bytes));
        var took = Stopwatch.GetElapsedTime(began);
        var peak = watch.Peak;
        var after = MemoryWatch.Collected();
        var size = stored.Sum(s => SnapshotPointer.Parse(s).Length);
        // What changed behind the barrier is not in it.
        Verify(chains, entries, changes: 1);
        report.Line($"restore into {parallelism} subtasks in {took.TotalSeconds:F1} s; {after / 1e6:F0} MB behind it, {peak / 1e6:F0} MB at the peak");
        report.AtMost($"peak of a restore into {parallelism}, times the state", peak / (double)after, AllowedPeak);
        report.AtMost($"bytes read for {parallelism} subtasks, times those of the files", read / (double)size, AllowedReads);
        Array.ForEach(chains, c => c.Dispose());
    }

    private static SnapshotGathering Gather(int index, int parallelism, CheckpointStorage storage, byte[][] stored, Action<long> onRead)
    {
        var plan = Graph(parallelism).Plan;
        var vertex = plan.Vertices[1];
        var places = vertex.Operators.ToDictionary(o => o.Name, o => new OperatorPlace(vertex.Name, Subtasks, [.. o.States.Select(s => s.Name)]));
        var gathering = new SnapshotGathering(new SubtaskAddress("large-state", vertex.Name, index, 1, 1), vertex, places, plan.MaxParallelism);
        foreach (var former in gathering.Needed)
        {
            gathering.Add(former, 1, new CountedContent(storage.Open(stored[former.Index], "the benchmark"), onRead));
        }

        return gathering;
    }

    private static JobGraph Graph(int parallelism)
    {
        var job = new JobBuilder("large-state") { Parallelism = parallelism };
        job.FromSource(new CollectionSource<long>([]), WatermarkStrategy<long>.None())
            .KeyBy(key => key < 0 ? -key - 1 : key)
            .Process(() => new Keeping(), "keep")
            .SinkTo(new DiscardingSink<long>());
        return job.Build();
    }

    private static OperatorChain[] Open(int parallelism, Func<int, SnapshotGathering?> gather)
    {
        var graph = Graph(parallelism);
        return
        [
            .. Enumerable.Range(0, parallelism).Select(index =>
            {
                var chain = ChainBuilder.Build(graph, graph.Plan, graph.Plan.Vertices[1], index, new ChainRun(), new SubtaskClock(TimeProvider.System), _ => [], static () => true);
                using var gathered = gather(index);
                chain.Open(name => gathered?.RestoreOf(name) ?? OperatorRestore.Nothing(name, index, parallelism), static () => { });
                return chain;
            }),
        ];
    }

    private static void Add(OperatorChain[] chains, int entries)
    {
        var batches = chains.Select(_ => RecordBatch<long>.Rent()).ToArray();
        for (var key = 0L; key < entries; key++)
        {
            var owner = OwnerOf(chains, key);
            batches[owner].Append(key, 0);
            if (batches[owner].IsFull)
            {
                Deliver(chains[owner], batches[owner]);
                batches[owner] = RecordBatch<long>.Rent();
            }
        }

        for (var i = 0; i < chains.Length; i++)
        {
            Deliver(chains[i], batches[i]);
        }
    }

    private static void Change(OperatorChain[] chains, long key)
    {
        var batch = RecordBatch<long>.Rent(1);
        batch.Append(key, 0);
        Deliver(chains[OwnerOf(chains, key < 0 ? -key - 1 : key)], batch);
    }

    private static void Deliver(OperatorChain chain, RecordBatch<long> batch)
    {
        chain.Head.Inputs[0].Deliver(batch);
        while (chain.HasPending)
        {
            chain.Continue();
        }
    }

    /// <summary>Has many keys say whether they hold what follows from their number and how often they have changed.</summary>
    private static void Verify(OperatorChain[] chains, int entries, long? changes)
    {
        Keeping.Verified = 0;
        Keeping.Expected = changes;
        for (var key = 0L; key < entries; key += 97)
        {
            Change(chains, -key - 1);
        }

        ArgumentOutOfRangeException.ThrowIfNotEqual(Keeping.Verified, (entries + 96) / 97);
    }

    private static int OwnerOf(OperatorChain[] chains, long key)
    {
        var context = chains[0].Head.Context;
        var group = KeyGroups.Of(KeyHash<long>.Of(key), context.MaxParallelism);
        return KeyGroupRange.OwnerOf(group, chains.Length, context.MaxParallelism);
    }
}
