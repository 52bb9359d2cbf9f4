using Akka.Actor;
using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Connectors.Akka;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Streams;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Akka.Specs;

public class ActorRequestsSpecs : JobSpecs
{
    private readonly JobBuilder _job = new("answers");

    [Fact]
    public async Task Actors_and_others_get_the_answer_to_their_own_request()
    {
        var requests = Requests();
        Declare(requests, r => r.Answer($"answer {r.Value}"));
        await SubmitAsync(_job.Build());

        (await requests.AskAsync(1).InTime("the answer")).ShouldBe("answer 1");
        (await requests.Ref.Ask<string>(2).InTime("the answer to an actor")).ShouldBe("answer 2");
        var many = await Task.WhenAll(Enumerable.Range(0, 500).Select(i => requests.AskAsync(i))).InTime("many answers");
        many.ShouldBe(Enumerable.Range(0, 500).Select(i => $"answer {i}"));
    }

    [Theory]
    [InlineData(ResultVisibility.WhenComputed, 1)]
    [InlineData(ResultVisibility.WhenComputed, 3)]
    [InlineData(ResultVisibility.WhenCommitted, 1)]
    [InlineData(ResultVisibility.WhenCommitted, 3)]
    public async Task Every_request_has_one_answer_and_counts_once_although_attempts_fail(ResultVisibility visibility, int parallelism)
    {
        const int count = 300;
        var requests = Requests(new ActorRequestsOptions { Answers = visibility });
        var passes = 0;
        var answered = new Dictionary<string, int>();
        _job.Parallelism = parallelism;
        _job.FromSource(requests.Requests, WatermarkStrategy<ActorRequest<int>>.None(), "requests")
            .Map(r => Interlocked.Increment(ref passes) is 20 or 90 or 200 ? throw new InvalidOperationException("a crash") : r)
            .KeyBy(r => r.Value % 7)
            .Process(() => new Numbered(), "numbered")
            .SinkTo(requests.Replies, "replies");
        var handle = await SubmitAsync(_job.Build(), Settings with { Restart = RestartStrategy.FixedDelay(TimeSpan.FromMilliseconds(1), 100) });

        for (var i = 0; i < count; i += 10)
        {
            foreach (var answer in await Task.WhenAll(Enumerable.Range(i, 10).Select(n => requests.AskAsync(n))).InTime($"the answers from {i} on"))
            {
                answered[answer] = answered.GetValueOrDefault(answer) + 1;
            }
        }

        var end = await handle.StopWithSavepointAsync().InTime("the end");
        end.Attempt.ShouldBe(4);
        // Each key numbers its requests without a gap and without a number twice, whatever was taken back in between.
        if (visibility == ResultVisibility.WhenCommitted)
        {
            answered.Keys.Order().ShouldBe(Enumerable.Range(0, 7).SelectMany(key => Enumerable.Range(1, Enumerable.Range(0, count).Count(n => n % 7 == key)).Select(n => $"{key}:{n}")).Order());
        }

        answered.Values.Sum().ShouldBe(count);
        (await handle.State<int, int>("numbered", "count").GetAsync(0, StateReading.LastCheckpoint).InTime("the count")).Value.ShouldBe(Enumerable.Range(0, count).Count(n => n % 7 == 0));
    }

    [Fact]
    public async Task Second_answer_goes_nowhere()
    {
        var requests = Requests();
        Stream(requests).FlatMap(r => new[] { r.Answer("first"), r.Answer("second") }).SinkTo(requests.Replies, "replies");
        await SubmitAsync(_job.Build());

        requests.Ref.Tell(1, TestActor);
        ExpectMsg("first");
        requests.Ref.Tell(2, TestActor);
        ExpectMsg("first");
        ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public async Task Request_that_the_job_does_not_answer_fails_when_its_time_is_over_and_others_do_not()
    {
        var requests = Requests(new ActorRequestsOptions { Timeout = TimeSpan.FromMilliseconds(300) });
        Stream(requests).Filter(r => r.Value % 2 == 0).Map(r => r.Answer("even")).SinkTo(requests.Replies, "replies");
        await SubmitAsync(_job.Build());

        var odd = requests.AskAsync(1);
        (await requests.AskAsync(2, TimeSpan.FromSeconds(30)).InTime("the answer")).ShouldBe("even");
        var refused = await Should.ThrowAsync<AkkaConnectorException>(() => odd.InTime("the time-out"));
        refused.Message.ShouldContain("has no answer after 00:00:00.3000000");
        refused.IsTransient.ShouldBeTrue();
    }

    [Fact]
    public async Task Time_out_is_positive_or_infinite_and_there_is_one_ingress()
    {
        var requests = Requests();
        Declare(requests, r => r.Answer("fine"));
        await SubmitAsync(_job.Build());

        (await requests.AskAsync(1, Timeout.InfiniteTimeSpan).InTime("the answer")).ShouldBe("fine");
        (await requests.AskAsync(2, TimeSpan.MaxValue).InTime("the answer")).ShouldBe("fine");
        (await Should.ThrowAsync<ArgumentOutOfRangeException>(() => requests.AskAsync(3, TimeSpan.Zero))).ParamName.ShouldBe("timeout");
        (await Should.ThrowAsync<ArgumentOutOfRangeException>(() => requests.AskAsync(4, TimeSpan.FromSeconds(-1)))).ParamName.ShouldBe("timeout");
        Should.Throw<ArgumentOutOfRangeException>(() => Requests(new ActorRequestsOptions { Source = new ActorSourceOptions { Ingresses = 2 } })).ParamName.ShouldBe("Source.Ingresses");
    }

    [Fact]
    public async Task Job_refuses_a_request_with_its_reason()
    {
        var requests = Requests();
        Declare(requests, r => r.Value < 0 ? r.Refuse<string>("Negative numbers have no answer.") : r.Answer("fine"));
        await SubmitAsync(_job.Build());

        var refused = await Should.ThrowAsync<AkkaConnectorException>(() => requests.AskAsync(-1).InTime("the refusal"));
        refused.Message.ShouldBe("Negative numbers have no answer.");
        refused.IsTransient.ShouldBeFalse();
        (await requests.AskAsync(1).InTime("the answer")).ShouldBe("fine");
    }

    [Fact]
    public async Task Request_whose_function_throws_is_refused_where_failed_records_are_answered()
    {
        var requests = Requests();
        var computed = Stream(requests).KeyBy(r => r.Value).Process(() => new Division(), "divide");
        computed.SinkTo(requests.Replies, "replies");
        computed.Failed.Map(failed => failed.Record!.Refuse<string>(failed.Error)).SinkTo(requests.Replies, "refusals");
        await SubmitAsync(_job.Build());

        (await requests.AskAsync(5).InTime("the answer")).ShouldBe("20");
        (await Should.ThrowAsync<AkkaConnectorException>(() => requests.AskAsync(0).InTime("the refusal"))).Message.ShouldContain("divide by zero");
    }

    [Fact]
    public async Task Requests_wait_for_the_job_and_are_bounded()
    {
        var requests = Requests(new ActorRequestsOptions { MaxOpen = 3 });
        Declare(requests, r => r.Answer($"answer {r.Value}"));
        var waiting = Enumerable.Range(0, 3).Select(i => requests.AskAsync(i)).ToList();
        var refused = await Should.ThrowAsync<AkkaConnectorException>(() => requests.AskAsync(3).InTime("the refusal"));
        refused.Message.ShouldContain("3 wait for their answers already");
        waiting.ShouldAllBe(w => !w.IsCompleted);

        await SubmitAsync(_job.Build());

        (await Task.WhenAll(waiting).InTime("the answers")).ShouldBe(["answer 0", "answer 1", "answer 2"]);
    }

    [Fact]
    public async Task Request_that_is_withdrawn_makes_room_and_is_processed_all_the_same()
    {
        var requests = Requests(new ActorRequestsOptions { MaxOpen = 1 });
        Stream(requests).KeyBy(r => 0).Process(() => new Numbered(), "numbered").SinkTo(requests.Replies, "replies");
        using var cancelled = new CancellationTokenSource();
        var withdrawn = requests.AskAsync(1, cancellation: cancelled.Token);
        await cancelled.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => withdrawn.InTime("the withdrawn request"));
        var next = requests.AskAsync(2);

        await SubmitAsync(_job.Build());

        (await next.InTime("the answer")).ShouldBe("0:2");
    }

    [Fact]
    public async Task Asker_that_is_gone_harms_nobody()
    {
        var requests = Requests();
        Declare(requests, r => r.Answer("here"));
        var asker = CreateTestProbe();
        requests.Ref.Tell(1, asker);
        Watch(asker);
        Sys.Stop(asker);
        ExpectTerminated(asker);

        await SubmitAsync(_job.Build());

        (await requests.AskAsync(2).InTime("the answer")).ShouldBe("here");
    }

    [Fact]
    public async Task Other_messages_are_refused_with_what_is_taken()
    {
        var requests = Requests();
        Declare(requests, r => r.Answer("here"));
        await SubmitAsync(_job.Build());

        requests.Ref.Tell("no number", TestActor);

        ExpectMsg<Status.Failure>().Cause.Message.ShouldContain("takes requests of 'System.Int32', but not 'System.String'");
        Should.Throw<AkkaConnectorException>(() => new ActorRequests<int, int>(Sys, "numbers")).Message.ShouldContain("other types");
    }

    private ActorRequests<int, string> Requests(ActorRequestsOptions? options = null) => new(Sys, "numbers", options);

    private DataStream<ActorRequest<int>> Stream(ActorRequests<int, string> requests) =>
        _job.FromSource(requests.Requests, WatermarkStrategy<ActorRequest<int>>.None(), "requests");

    private void Declare(ActorRequests<int, string> requests, Func<ActorRequest<int>, ActorReply<string>> answer) =>
        Stream(requests).Map(answer).SinkTo(requests.Replies, "replies");

    private sealed class Numbered : ProcessFunction<int, ActorRequest<int>, ActorReply<string>>
    {
        private ValueState<int> _count = null!;

        public override void Open(StateDeclarations states) => _count = states.Value<int>("count");

        public override void Process(ActorRequest<int> record, ProcessContext<int, ActorReply<string>> context) =>
            context.Emit(record.Answer($"{context.Key}:{++_count.Value}"));
    }

    private sealed class Division : ProcessFunction<int, ActorRequest<int>, ActorReply<string>>
    {
        public override void Process(ActorRequest<int> record, ProcessContext<int, ActorReply<string>> context) =>
            context.Emit(record.Answer($"{100 / record.Value}"));
    }
}
