using Akka.Actor;
using Akka.Streams.Dsl;
using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Connectors.Akka;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Streams;
using AkkaStreamProc.Operators.Time;
using AkkaStreamProc.TestKit;
using static AkkaStreamProc.Connectors.Akka.ActorSourceProtocol;

namespace AkkaStreamProc.Akka.Specs;

public class EmbeddingSpecs : JobSpecs
{
    private readonly JobBuilder _job = new("embedded");

    [Fact]
    public async Task Records_flow_from_actors_through_the_job_to_an_actor()
    {
        var target = Sys.ActorOf(Props.Create(() => new AcknowledgingTarget<string>(TestActor)));
        var (orders, stream) = FromActors();
        stream.Select(i => "order " + i).SinkTo(new ActorSink<string>(Sys, "texts", target));
        var handle = await SubmitAsync(_job.Build());

        await orders.OfferAsync(1).InTime("the first acknowledgement");
        ExpectMsg("order 1");
        await orders.OfferAsync(2).InTime("the second acknowledgement");
        ExpectMsg("order 2");

        var end = await handle.StopWithSavepointAsync().InTime("the stopped job");
        end.State.ShouldBe(JobState.Stopped);
        end.RecordsIn.ShouldBe(2);
    }

    [Fact]
    public async Task Target_that_does_not_acknowledge_bounds_what_is_accepted()
    {
        var (orders, stream) = FromActors(new ActorSourceOptions { Capacity = 4, MaxWaitingOffers = 0 });
        stream.SinkTo(new ActorSink<int>(Sys, "numbers", TestActor, new ActorSinkOptions { MaxBatch = 1, MaxInFlight = 1 }));
        await SubmitAsync(_job.Build());
        await orders.OfferAsync(0).InTime("the first acknowledgement");
        var first = ExpectMsg<ActorSinkProtocol.Deliver<int>>();
        var egress = LastSender;

        // The window of the sink is full, so the job reads nothing, and exactly the capacity is accepted.
        var sender = CreateTestProbe();
        Enumerable.Range(1, 10).ToList().ForEach(i => orders.Ingress.Tell(new Offer<int>(i), sender));
        sender.ReceiveN(10, Waiting.Limit).OfType<Acknowledged>().Count().ShouldBe(4);

        egress.Tell(first.Acknowledgement);
        for (var i = 1; i <= 4; i++)
        {
            var next = ExpectMsg<ActorSinkProtocol.Deliver<int>>();
            next.Records.ShouldBe([i]);
            egress.Tell(next.Acknowledgement);
        }
    }

    [Fact]
    public async Task Attempt_that_fails_loses_and_doubles_nothing_in_the_ingress()
    {
        var hasThrown = 0;
        var sink = new CollectingSink<int>();
        var (orders, stream) = FromActors();
        stream.Map(i => i == 3 && Interlocked.Exchange(ref hasThrown, 1) == 0 ? throw new InvalidOperationException("three") : i).SinkTo(sink);
        var handle = await SubmitAsync(_job.Build());

        for (var i = 1; i <= 5; i++)
        {
            await orders.OfferAsync(i).InTime($"the acknowledgement of {i}");
        }

        await orders.Ingress.Ask<Acknowledged>(Complete.Instance).InTime("the acknowledgement of the end");
        var end = await handle.Completion.InTime("the end of the job");
        end.State.ShouldBe(JobState.Finished);
        end.Attempt.ShouldBe(2);
        sink.Committed.ShouldBe([1, 2, 3, 4, 5]);
    }

    [Fact]
    public async Task Record_acknowledged_on_checkpoint_is_in_the_checkpoint_a_cancelled_job_continues_from()
    {
        var sink = new CollectingSink<int>();
        var (orders, stream) = FromActors(new ActorSourceOptions { Acknowledge = ActorSourceAcknowledgement.OnCheckpoint });
        stream.SinkTo(sink);
        var graph = _job.Build();
        var handle = await SubmitAsync(graph);

        await orders.OfferAsync(1).InTime("the acknowledgement of the checkpoint");
        var end = await handle.CancelAsync().InTime("the cancelled job");
        end.LastCheckpoint.ShouldNotBeNull();
        var next = await SubmitAsync(graph);
        _ = orders.Ingress.Ask<Acknowledged>(Complete.Instance);

        next.RestoredFrom.ShouldBe(end.LastCheckpoint.Id);
        (await next.Completion.InTime("the end of the job")).RecordsIn.ShouldBe(1);
        sink.Committed.ShouldBe([1]);
    }

    [Fact]
    public async Task Loss_of_the_target_ends_a_job_that_may_not_restart_and_says_why()
    {
        var target = CreateTestProbe("ledger");
        var (orders, stream) = FromActors();
        stream.SinkTo(new ActorSink<int>(Sys, "ledger", target));
        var handle = await SubmitAsync(_job.Build(), Settings with { Restart = RestartStrategy.None });
        await orders.OfferAsync(1).InTime("the acknowledgement");
        target.ExpectMsg<ActorSinkProtocol.Deliver<int>>(Waiting.Limit);

        Sys.Stop(target);

        var end = await handle.Completion.InTime("the end of the job");
        end.State.ShouldBe(JobState.Failed);
        end.LastFailure!.ShouldContain("'ledger'");
        end.LastFailure!.ShouldContain("has terminated");
    }

    [Fact]
    public async Task Records_flow_from_a_stream_through_the_job_to_a_stream()
    {
        var source = AkkaStreamsSource.Replayable(Sys, "numbers", position => Source.From(Enumerable.Range((int)position, 5000 - (int)position)));
        var flow = Flow.Create<long>().SelectAsync(4, i =>
        {
            TestActor.Tell(i);
            return Task.FromResult(i);
        });
        _job.FromSource(source, WatermarkStrategy<int>.None(), "numbers")
            .KeyBy(i => 0)
            .Process(() => new RunningCount(), "count")
            .SinkTo(AkkaStreamsSink.Confirmed(Sys, "counts", flow));

        var handle = await SubmitAsync(_job.Build());

        (await handle.Completion.InTime("the end of the job")).State.ShouldBe(JobState.Finished);
        ReceiveN(5000, Waiting.Limit).Cast<long>().ShouldBe(Enumerable.Range(1, 5000).Select(i => (long)i));
    }

    private (ActorSource<int> Source, DataStream<int> Stream) FromActors(ActorSourceOptions? options = null)
    {
        var source = new ActorSource<int>(Sys, "orders", options);
        return (source, _job.FromSource(source, WatermarkStrategy<int>.None(), "orders"));
    }
}
