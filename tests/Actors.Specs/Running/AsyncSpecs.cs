using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Actors.Specs.Support;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.Operators.Time;
using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Actors.Specs.Running;

/// <summary>Running jobs whose calls are answered by other threads, many at a time.</summary>
public class AsyncSpecs(StreamSystem system) : IClassFixture<StreamSystem>
{
    private const int Numbers = 20_000;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Answers_of_other_threads_come_each_once_and_in_order_where_that_is_asked_for(bool ordered)
    {
        var sink = new ScriptedSink<long>();
        var job = new JobBuilder(StreamSystem.NewName());
        job.FromSource(new CollectionSource<int>([[.. Enumerable.Range(0, Numbers)]]), WatermarkStrategy<int>.None())
            .MapAsync((number, _) => Task.Run(() => (long)number), new AsyncOptions { Ordered = ordered, MaxInFlight = 50 })
            .MapAsync((number, _) => number % 3 == 0 ? Task.FromResult(number) : Task.Run(() => number), new AsyncOptions { Ordered = ordered }, "again")
            .SinkTo(sink);

        var handle = await system.Run(job.Build(), Settings.Constantly);
        var end = await handle.Completion.Within("the end");

        end.State.ShouldBe(JobState.Finished);
        sink.CommittedRecords.ShouldBe(Enumerable.Range(0, Numbers).Select(number => (long)number), ignoreOrder: !ordered);
    }

    [Fact]
    public async Task Job_is_cancelled_while_its_calls_never_answer()
    {
        var asked = new TaskCompletionSource<CancellationToken>(TaskCreationOptions.RunContinuationsAsynchronously);
        var job = new JobBuilder(StreamSystem.NewName());
        job.FromSource(new CollectionSource<int>([[1, 2, 3]]), WatermarkStrategy<int>.None())
            .MapAsync((_, token) =>
            {
                asked.TrySetResult(token);
                return new TaskCompletionSource<int>().Task;
            })
            .SinkTo(new ScriptedSink<int>());
        var handle = await system.Run(job.Build(), Settings.Constantly);
        var token = await asked.Task.Within("the first call");

        await handle.CancelAsync().Within("the end");

        token.IsCancellationRequested.ShouldBeTrue();
    }
}
