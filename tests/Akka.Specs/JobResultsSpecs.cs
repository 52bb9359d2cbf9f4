using System.Collections.Concurrent;
using Akka.Streams;
using Akka.Streams.Dsl;
using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Connectors.Akka;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Streams;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Akka.Specs;

public class JobResultsSpecs : JobSpecs
{
    private const int Count = 5000;

    private static readonly JobSettings ManyRestarts = Settings with { Restart = RestartStrategy.FixedDelay(TimeSpan.FromMilliseconds(1), 100) };

    [Theory]
    [InlineData(ResultVisibility.WhenComputed)]
    [InlineData(ResultVisibility.WhenCommitted)]
    public async Task Results_come_in_order_and_end_with_the_job(ResultVisibility visibility)
    {
        var results = new JobResults<int>(new JobResultsOptions { Visibility = visibility });
        var handle = await SubmitAsync(Job("ordered", results));

        (await ReadAll(handle.Results(results))).ShouldBe(Enumerable.Range(0, Count));
        (await handle.Completion).State.ShouldBe(JobState.Finished);
    }

    [Theory]
    [InlineData(ResultVisibility.WhenComputed, 1, 1)]
    [InlineData(ResultVisibility.WhenComputed, 3, 2)]
    [InlineData(ResultVisibility.WhenCommitted, 1, 3)]
    [InlineData(ResultVisibility.WhenCommitted, 3, 4)]
    public async Task Committed_results_come_once_and_computed_ones_at_least_once_although_attempts_fail(ResultVisibility visibility, int parallelism, int seed)
    {
        var random = new Random(seed);
        // Each once, a few hundred records apart.
        var crashes = new ConcurrentDictionary<int, bool>(Enumerable.Range(0, 8).Select(i => KeyValuePair.Create((i * 600) + random.Next(600), true)));
        var results = new JobResults<int>(new JobResultsOptions { Visibility = visibility, Capacity = 64 });
        var graph = Job("crashing", results, parallelism, i => crashes.TryRemove(i, out _) ? throw new InvalidOperationException("a crash") : i);
        var handle = await SubmitAsync(graph, ManyRestarts with { CheckpointInterval = TimeSpan.FromMilliseconds(5) });

        var read = await ReadAll(handle.Results(results));

        (await handle.Completion).Attempt.ShouldBe(9);
        (visibility == ResultVisibility.WhenCommitted ? read.Order() : read.Distinct().Order()).ShouldBe(Enumerable.Range(0, Count));
    }

    [Fact]
    public async Task Job_waits_for_a_reader_and_computes_no_more_than_fits()
    {
        var computed = 0;
        var results = new JobResults<int>(new JobResultsOptions { Capacity = 10 });
        var handle = await SubmitAsync(Job("waiting", results, map: i =>
        {
            Interlocked.Increment(ref computed);
            return i;
        }), Settings with { ChannelCredit = 1 });
        var reader = results.ReaderOf(handle);
        (await reader.WaitToReadAsync().AsTask().InTime("the first result")).ShouldBeTrue();

        // What was read before the reader stopped, the capacity, and the batches on their way.
        var read = await ReadAll(handle.Results(results), 100);
        Volatile.Read(ref computed).ShouldBeLessThan(Count);
        read.AddRange(await ReadAll(handle.Results(results)));

        read.ShouldBe(Enumerable.Range(0, Count));
    }

    [Fact]
    public async Task Reader_that_leaves_is_followed_by_another_without_a_loss()
    {
        var results = new JobResults<int>(new JobResultsOptions { Capacity = 50 });
        var handle = await SubmitAsync(Job("followed", results));

        var read = new List<int>();
        while (read.Count < Count)
        {
            read.AddRange(await ReadAll(handle.Results(results), 700));
        }

        read.ShouldBe(Enumerable.Range(0, Count));
        (await ReadAll(handle.Results(results))).ShouldBeEmpty();
    }

    [Fact]
    public async Task Job_without_a_reader_goes_on_where_the_oldest_are_dropped_or_all_is_discarded()
    {
        var newest = new JobResults<int>(new JobResultsOptions { Capacity = 10, WhenFull = ResultsWhenFull.DropOldest });
        var dropping = await SubmitAsync(Job("dropping", newest));
        (await dropping.Completion.InTime("the end of the job that drops")).State.ShouldBe(JobState.Finished);
        (await ReadAll(dropping.Results(newest))).ShouldBe(Enumerable.Range(Count - 10, 10));
        newest.Dropped.ShouldBe(Count - 10);

        var nobodys = new JobResults<int>(new JobResultsOptions { Capacity = 10 });
        var discarding = await SubmitAsync(Job("discarding", nobodys));
        nobodys.Discard();
        (await discarding.Completion.InTime("the end of the job whose results are discarded")).State.ShouldBe(JobState.Finished);
        nobodys.Dropped.ShouldBe(Count);
    }

    [Fact]
    public async Task Cancelled_reading_ends_before_the_next_result_although_there_are_more()
    {
        var results = new JobResults<int>(new JobResultsOptions { Capacity = 2 * Count });
        var handle = await SubmitAsync(Job("busy", results));
        await handle.Completion.InTime("the end of the job");
        using var cancellation = new CancellationTokenSource();
        var read = new List<int>();

        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (var result in handle.Results(results, cancellation.Token))
            {
                read.Add(result);
                await cancellation.CancelAsync();
            }
        });
        await Should.ThrowAsync<OperationCanceledException>(() => results.ReaderOf(handle).WaitToReadAsync(cancellation.Token).AsTask());

        read.ShouldBe([0]);
        (await ReadAll(handle.Results(results))).ShouldBe(Enumerable.Range(1, Count - 1));
    }

    [Fact]
    public async Task Cancelled_wait_for_a_result_ends()
    {
        var results = new JobResults<int>();
        var handle = await SubmitAsync(Job("silent", results, map: i => i == 0 ? throw new InvalidOperationException("never over") : i), Settings with { Restart = RestartStrategy.FixedDelay(TimeSpan.FromDays(1), 1) });
        using var cancellation = new CancellationTokenSource();
        var waiting = results.ReaderOf(handle).WaitToReadAsync(cancellation.Token).AsTask();
        waiting.IsCompleted.ShouldBeFalse();

        await cancellation.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => waiting.InTime("the end of the wait"));
        await handle.CancelAsync();
    }

    [Fact]
    public async Task Source_of_Akka_Streams_gives_all_and_completes()
    {
        var results = new JobResults<int>(new JobResultsOptions { Capacity = 20 });
        var handle = await SubmitAsync(Job("sourced", results));

        var sum = await results.SourceOf(handle).SelectAsync(4, i => Task.FromResult((long)i)).RunSum((a, b) => a + b, Sys.Materializer()).InTime("the sum");

        sum.ShouldBe(Enumerable.Range(0, Count).Sum(i => (long)i));
    }

    [Fact]
    public async Task Failed_job_is_told_behind_its_results()
    {
        var results = new JobResults<int>();
        // Late enough for results to be given out before: fewer records than this are between the map and the sink.
        var handle = await SubmitAsync(Job("failing", results, map: i => i == Count - 1 ? throw new InvalidOperationException("the last") : i), Settings with { Restart = RestartStrategy.None, ChannelCredit = 1 });
        var read = new List<int>();

        var failure = await Should.ThrowAsync<JobFailedException>(() => ReadInto(read, handle.Results(results)).InTime("the failure"));

        failure.Message.ShouldContain("the last");
        read.Count.ShouldBeGreaterThanOrEqualTo(1024);
        read.ShouldBe(Enumerable.Range(0, read.Count));
    }

    [Fact]
    public async Task Results_of_a_job_that_is_continued_at_another_parallelism_come_once()
    {
        var results = new JobResults<int>(new JobResultsOptions { Visibility = ResultVisibility.WhenCommitted, Capacity = 100 });
        var first = await SubmitAsync(Job("rescaled", results, 1));
        var read = await ReadAll(first.Results(results), 300);
        var stopping = first.StopWithSavepointAsync();
        read.AddRange(await ReadAll(first.Results(results)));
        await stopping.InTime("the stop");

        var second = await SubmitAsync(Job("rescaled", results, 3));
        read.AddRange(await ReadAll(second.Results(results)));

        read.Order().ShouldBe(Enumerable.Range(0, Count));
    }

    [Fact]
    public async Task Two_jobs_do_not_share_an_object()
    {
        var results = new JobResults<int>();
        var first = await SubmitAsync(Job("first", results));
        await ReadAll(first.Results(results));

        var second = await SubmitAsync(Job("second", results), Settings with { Restart = RestartStrategy.None });

        (await second.Completion.InTime("the end")).LastFailure!.ShouldContain("the job 'first' gives its own to the same object");
    }

    private JobGraph Job(string name, JobResults<int> results, int parallelism = 1, Func<int, int>? map = null)
    {
        var job = new JobBuilder(name) { Parallelism = parallelism };
        var numbers = AkkaStreamsSource.Replayable(Sys, name, position => Source.From(Enumerable.Range((int)position, Count - (int)position)));
        job.FromSource(numbers, WatermarkStrategy<int>.None(), "numbers").Map(map ?? (static i => i)).KeyBy(i => i % 5).Process(() => new Same(), "same").SinkTo(results, "results");
        return job.Build();
    }

    private static async Task<List<int>> ReadAll(IAsyncEnumerable<int> results, int atMost = int.MaxValue)
    {
        var read = new List<int>();
        await ReadInto(read, results, atMost).InTime("the results");
        return read;
    }

    private static async Task ReadInto(List<int> read, IAsyncEnumerable<int> results, int atMost = int.MaxValue)
    {
        await foreach (var result in results)
        {
            read.Add(result);
            if (read.Count == atMost)
            {
                break;
            }
        }
    }

    private sealed class Same : ProcessFunction<int, int, int>
    {
        public override void Process(int record, ProcessContext<int, int> context) => context.Emit(record);
    }
}
