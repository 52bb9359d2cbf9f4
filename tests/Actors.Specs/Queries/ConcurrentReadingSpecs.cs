using Akka.Configuration;
using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Actors.Specs.Support;

namespace AkkaStreamProc.Actors.Specs.Queries;

/// <summary>State that is read while records flow, attempts fail and checkpoints complete.</summary>
public class ConcurrentReadingSpecs(StreamSystem system) : IClassFixture<StreamSystem>
{
    private const int Keys = 17;
    private const int Records = 6000;

    private readonly LogSource<Visit> _source = new() { FetchSize = 7 };
    private readonly ScriptedSink<long> _sink = new();
    private readonly string _name = StreamSystem.NewName();

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Live_reads_lie_between_the_writes_that_were_done_before_and_those_begun_after(int parallelism)
    {
        var progress = new KeptStates.Progress();
        var job = await system.Run(KeptStates.Job(_name, _source, _sink, parallelism, progress: progress), Settings.Constantly);
        using var end = new CancellationTokenSource();
        var reads = new Recording<long>();
        var readers = Enumerable.Range(0, 4).Select(reader => Task.Run(() => ReadLive(job, progress, reads, reader, end.Token))).ToList();

        await Feed(Visits.Make(Records, Keys), reads, Task.WhenAll(readers));
        await end.CancelAsync();
        await Task.WhenAll(readers).Within("the readers");

        reads.Items.Distinct().Count().ShouldBeGreaterThan(10);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(3, 0)]
    [InlineData(2, 6)]
    public async Task Reads_of_checkpoints_are_a_prefix_of_the_log_whatever_fails_meanwhile(int parallelism, int failures)
    {
        var fault = new Fault(atRecord: 1, times: failures);
        var spread = 0;
        var visits = Visits.Make(Records, Keys);
        var job = await system.Run(
            KeptStates.Job(_name, _source, _sink, parallelism, through: v => failures > 0 && Interlocked.Increment(ref spread) % 700 == 0 ? fault.Pass(v) : v),
            Settings.Constantly with { RetainedCheckpoints = 1000 });
        await system.Told(job.Name, "is running");
        await job.TriggerSavepointAsync().Within("a first checkpoint");
        using var end = new CancellationTokenSource();
        var reads = new Recording<long>();
        var reader = Task.Run(() => ReadCheckpoints(job, visits, reads, end.Token));

        await Feed(visits, reads, reader);
        _source.End();
        var finished = await job.Completion.Within("the end of the job");
        await end.CancelAsync();
        await reader.Within("the reader");
        List<long> prefixes = [.. reads.Items, await PrefixRead(job, visits)];

        prefixes.ShouldBe(prefixes.Order());
        prefixes[^1].ShouldBe(Records);
        finished.Attempt.ShouldBe(1 + failures);
        prefixes.Distinct().Count().ShouldBeGreaterThan(5);
    }

    [Fact]
    public async Task Walk_meets_every_key_once_although_the_job_is_rescaled_between_its_pages()
    {
        var visits = Visits.Make(3000, keys: 1000);
        _source.Append(0, visits);
        var met = new List<StateEntry<int, long>>();
        string? after = null;
        var parallelisms = new Queue<int>([1, 3, 2, 4]);
        while (after is not null || met.Count == 0)
        {
            var parallelism = parallelisms.Count > 1 ? parallelisms.Dequeue() : parallelisms.Peek();
            var job = await system.Run(KeptStates.Job(_name, _source, _sink, parallelism), Settings.OnDemand);
            await _sink.Written.UntilCount(3000, "results");
            var page = await job.State<int, long>("keep", "count").PageAsync(170, after).Within("a page");
            met.AddRange(page.Entries);
            after = page.Next;
            await job.StopWithSavepointAsync().Within("the end");
        }

        met.Select(e => e.Key).Order().ShouldBe(Enumerable.Range(0, 1000));
        met.ShouldAllBe(e => e.Value == 3);
    }

    [Fact]
    public async Task Walk_through_a_checkpoint_is_of_that_one_although_others_follow()
    {
        _source.Append(0, Visits.Make(200, keys: 100));
        var job = await system.Run(KeptStates.Job(_name, _source, _sink, 2), Settings.OnDemand with { RetainedCheckpoints = 1 });
        await _sink.Written.UntilCount(200, "results");
        var savepoint = await job.TriggerSavepointAsync().Within("the savepoint");
        var counts = job.State<int, long>("keep", "count");
        var first = await counts.PageAsync(30, reading: StateReading.LastCheckpoint).Within("the first page");

        _source.Append(0, Visits.Make(200, keys: 100));
        await _sink.Written.UntilCount(400, "results");
        await job.TriggerSavepointAsync().Within("another savepoint");
        var second = await counts.PageAsync(GetStatePage.MaxSize, first.Next, StateReading.LastCheckpoint).Within("the second page");

        (await counts.GetAsync(0, StateReading.LastCheckpoint)).Value.ShouldBe(4);
        second.Moment.Checkpoint.ShouldBe(savepoint.Id);
        first.Entries.Concat(second.Entries).ShouldAllBe(e => e.Value == 2);
    }

    [Fact]
    public async Task Snapshots_in_files_and_savepoints_in_directories_are_read()
    {
        using var directory = new SqliteDirectory();
        var system = StreamSystem.OverSqlite(directory.Path, ConfigurationFactory.ParseString("akka-stream-proc.checkpoints.inline-limit = 1"));
        try
        {
            _source.Append(0, Visits.Make(200, keys: 50));
            var job = await system.Run(KeptStates.Job(_name, _source, _sink, 2), Settings.Constantly);
            await _sink.UntilCommitted(200);
            var counts = job.State<int, long>("keep", "count");
            var ofFiles = await counts.GetAsync(7, StateReading.LastCheckpoint).Within("the value in a file");
            var end = await job.StopWithSavepointAsync().Within("the end");
            var ofSavepoint = await counts.GetAsync(7, StateReading.LastCheckpoint).Within("the value in a savepoint");

            (ofFiles.Value, ofSavepoint.Value).ShouldBe((4, 4));
            ofSavepoint.Moment.Checkpoint.ShouldBe(end.LastCheckpoint!.Id);
            end.LastCheckpoint.Directory.ShouldNotBeNull();
        }
        finally
        {
            await system.DisposeAsync();
        }
    }

    private static async Task ReadLive(JobHandle job, KeptStates.Progress progress, Recording<long> reads, int seed, CancellationToken end)
    {
        var random = new Random(seed);
        var counts = job.State<int, long>("keep", "count");
        while (!end.IsCancellationRequested)
        {
            var key = random.Next(Keys);
            var done = progress.Done.GetValueOrDefault(key);
            var value = await counts.GetAsync(key);
            value.Value.ShouldBeInRange(done, progress.Begun.GetValueOrDefault(key));
            reads.Add(value.Value);
        }
    }

    private static async Task ReadCheckpoints(JobHandle job, Visit[] visits, Recording<long> reads, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            reads.Add(await PrefixRead(job, visits));
        }
    }

    /// <summary>How many records of the log the last checkpoint has, by all its counts; each must be that of the prefix.</summary>
    private static async Task<long> PrefixRead(JobHandle job, Visit[] visits)
    {
        var counts = new Dictionary<int, long>();
        await foreach (var entry in job.State<int, long>("keep", "count").ReadAllAsync(StateReading.LastCheckpoint))
        {
            counts.Add(entry.Key, entry.Value);
        }

        var length = counts.Values.Sum();
        counts.OrderBy(c => c.Key).ShouldBe(
            visits.Take((int)length).GroupBy(v => v.Key).Select(g => KeyValuePair.Create(g.Key, g.LongCount())).OrderBy(c => c.Key));
        return length;
    }

    /// <summary>Appends records bit by bit, each part when something was read behind the last, so that reads fall between.</summary>
    private async Task Feed(Visit[] visits, Recording<long> reads, Task readers)
    {
        foreach (var (index, part) in visits.Chunk(300).Index())
        {
            _source.Append(0, part);
            await _sink.Written.UntilCount((index + 1) * 300, "results");
            // Where a reader has failed, this says why.
            await await Task.WhenAny(reads.UntilCount(reads.Items.Count + 4, "reads"), readers);
        }
    }
}
