using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.Operators.Time;
using AkkaStreamProc.Operators.Windows;
using AkkaStreamProc.Simulation.Tests.EventTime;
using AkkaStreamProc.Simulation.Tests.Windows;
using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Simulation.Tests.Async;

/// <summary>Records that wait for answers outside come once, in their order or between their watermarks, whatever crashes meanwhile.</summary>
public sealed class AsyncProperties
{
    [Fact]
    public void Answers_in_order_come_as_the_records_do_and_event_time_with_them() => Suite.Run(AnswersInOrder);

    [Fact]
    public void Answers_out_of_order_come_once_and_none_becomes_late() => Suite.Run(AnswersOutOfOrder);

    [Fact]
    public void The_same_seed_gives_the_same_history_with_tasks_that_wait()
    {
        var runs = Enumerable.Range(0, 2).Select(_ =>
        {
            var steps = new List<string>();
            return (AnswersInOrder(5, steps.Add), string.Join('\n', steps));
        }).ToList();

        runs[0].ShouldBe(runs[1]);
    }

    [Fact]
    public void Time_passes_by_what_tasks_wait_for_and_not_by_the_time_out()
    {
        var output = new CollectingSink<int>();
        JobSimulation? simulation = null;
        simulation = new JobSimulation(
            parallelism =>
            {
                var job = new JobBuilder("waits") { Parallelism = parallelism };
                job.FromSource(new CollectionSource<int>([[1, 2, 3]]), WatermarkStrategy<int>.None())
                    .MapAsync(
                        async (number, token) =>
                        {
                            await Task.Delay(TimeSpan.FromMilliseconds(10 * number), simulation!.Time, token);
                            return number;
                        },
                        new AsyncOptions { Timeout = TimeSpan.FromMinutes(10), Ordered = false })
                    .SinkTo(output);
                return job.Build();
            },
            new SimulationOptions { MaxCrashes = 0, MaxFaults = 0, MaxRequests = 0 });

        simulation.Run();

        output.Committed.ShouldBe([1, 2, 3]);
        (simulation.Time.GetUtcNow() - new SimulationOptions().Start).ShouldBeLessThan(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void Task_that_answers_in_another_thread_fails_the_history()
    {
        var first = new TaskCompletionSource<int>();
        var simulation = new JobSimulation(
            parallelism =>
            {
                var job = new JobBuilder("threads") { Parallelism = parallelism };
                job.FromSource(new CollectionSource<int>([[1, 2]]), WatermarkStrategy<int>.None())
                    .MapAsync((number, _) => number == 1 ? first.Task : AnswerFirst())
                    .SinkTo(new CollectingSink<int>());
                return job.Build();
            },
            new SimulationOptions { MaxCrashes = 0, MaxFaults = 0, MaxRequests = 0 });

        Should.Throw<SimulationFailedException>(simulation.Run).Message.ShouldContain("was posted something by another thread");

        Task<int> AnswerFirst()
        {
            var other = new Thread(() => first.SetResult(1));
            other.Start();
            other.Join();
            return Task.FromResult(2);
        }
    }

    internal static SimulationResult AnswersInOrder(int seed) => AnswersInOrder(seed, null);

    internal static SimulationResult AnswersOutOfOrder(int seed)
    {
        var scenario = Scenario.WithinBound(new Random(seed));
        var counts = new Output<WindowResult<string, long>>(seed);
        var failed = new Output<FailedRecord<Click>>(seed + 1);
        AskedClicks? asked = null;

        var result = Simulate(
            seed,
            () =>
            {
                counts.Disturb();
                failed.Disturb();
            },
            (parallelism, time) =>
            {
                asked ??= new AskedClicks(seed, time);
                var job = new JobBuilder("asks") { Parallelism = parallelism, MaxParallelism = 16 };
                var clicks = scenario.ClicksOf(job);
                var answers = (seed % 2 == 0 ? clicks : clicks.Rebalance())
                    .MapAsync(asked.AskAny, new AsyncOptions
                    {
                        Ordered = seed % 5 == 0,
                        // What stands before a barrier must be through before its checkpoint is aborted, or no history would end.
                        MaxInFlight = 4 + seed % 9,
                        Timeout = TimeSpan.FromMilliseconds(150),
                        Retry = new AsyncRetry { MaxAttempts = 6, InitialDelay = TimeSpan.FromMilliseconds(seed % 20), Factor = 1, RetryOn = e => e is InvalidOperationException },
                    });
                answers.KeyBy(c => c.User).Window(scenario.Windows).Count().SinkTo(counts.Sink, "counts");
                answers.Failed.SinkTo(failed.Sink, "failed");
                return job.Build();
            });

        // Whoever stands still for long, as a history may, finds a call too slow that would have been tried again.
        var without = failed.Committed.Where(f => f.ErrorType == typeof(TimeoutException).FullName).Select(f => f.Record!).ToList();
        without.ShouldBeUnique();
        without.ShouldNotContain(c => AskedClicks.Refuses(c));
        scenario.All.Where(AskedClicks.IsMute).Where(c => !AskedClicks.Refuses(c)).Except(without).ShouldBeEmpty(scenario.ToString());
        failed.Committed.Where(f => f.ErrorType == typeof(InvalidDataException).FullName).Select(f => f.Record!.Number).Order()
            .ShouldBe(scenario.All.Where(AskedClicks.Refuses).Select(c => c.Number).Order(), scenario.ToString());
        var answered = scenario.All.Where(c => !AskedClicks.Refuses(c)).Except(without);
        counts.Committed.ToDictionary(c => (c.Key, c.Window.Start), c => c.Value).ShouldBe(WindowOracle.Count(answered, scenario), ignoreOrder: true, scenario.ToString());
        result.Late.ShouldBe(0, scenario.ToString());
        return result;
    }

    private static SimulationResult AnswersInOrder(int seed, Action<string>? trace)
    {
        var random = new Random(seed);
        var scenario = Scenario.WithStragglers(random);
        var ttl = random.Next(1, 100);
        var clicks = scenario.Splits[0];
        var answers = new Output<Click>(seed);
        var first = new Output<Click>(seed + 1);
        AskedClicks? asked = null;

        // What comes of several subtasks meets in any order: only one of them keeps the order of the split.
        var result = Simulate(
            seed,
            () =>
            {
                answers.Disturb();
                first.Disturb();
            },
            (parallelism, time) =>
            {
                asked ??= new AskedClicks(seed, time);
                var job = new JobBuilder("answers") { Parallelism = parallelism, MaxParallelism = 16 };
                var answered = scenario.ClicksOf(job).WithParallelism(1)
                    .MapAsync(asked.Ask, new AsyncOptions
                    {
                        MaxInFlight = 2 + seed % 9,
                        Timeout = Timeout.InfiniteTimeSpan,
                        Retry = new AsyncRetry { MaxAttempts = 6, InitialDelay = TimeSpan.FromMilliseconds(seed % 20), Factor = 1 },
                    });
                answered.SinkTo(answers.Sink, "answers");
                answered.KeyBy(c => c.User).Process(() => new FirstWithin(ttl), "first").SinkTo(first.Sink, "firsts");
                return job.Build();
            },
            trace);

        answers.Committed.ShouldBe(clicks, scenario.ToString());
        first.Committed.Select(c => c.Number).Order().ShouldBe(
            EventTimeOracle.FirstWithin(clicks, scenario.Bound, ttl).Select(c => c.Number), $"{scenario}, ttl {ttl}");
        return result;
    }

    private static SimulationResult Simulate(int seed, Action disturbance, Func<int, TimeProvider, JobGraph> build, Action<string>? trace = null)
    {
        JobSimulation? simulation = null;
        var options = Suite.Options(seed, disturbance);
        simulation = new JobSimulation(parallelism => build(parallelism, simulation!.Time), options with { Trace = trace ?? options.Trace });
        return simulation.Run();
    }
}
