using Akka.Actor;
using AkkaStreamProc.Connectors.Akka;
using Microsoft.Extensions.Time.Testing;
using static AkkaStreamProc.Connectors.Akka.ActorSinkProtocol;

namespace AkkaStreamProc.Akka.Specs;

public class ActorSinkSpecs : ActorSpecs
{
    [Fact]
    public void Records_arrive_in_order_and_in_messages_of_the_batch_size()
    {
        using var writing = Writing(new ActorSinkOptions { MaxBatch = 2 });

        writing.Write(1, 2, 3);

        ExpectMsg<Deliver<int>>().Records.ShouldBe([1, 2]);
        ExpectMsg<Deliver<int>>().Records.ShouldBe([3]);
    }

    [Fact]
    public void No_more_messages_are_sent_than_may_be_unanswered()
    {
        using var writing = Writing(new ActorSinkOptions { MaxBatch = 1, MaxInFlight = 2 });

        writing.Write(1, 2, 3);
        TestActor.Tell("whatever was sent came before this");

        writing.IsReady.ShouldBeFalse();
        ExpectMsg<Deliver<int>>().Sequence.ShouldBe(1);
        ExpectMsg<Deliver<int>>().Sequence.ShouldBe(2);
        ExpectMsg<string>();
    }

    [Fact]
    public void Acknowledgement_opens_the_window()
    {
        using var writing = Writing(new ActorSinkOptions { MaxBatch = 1, MaxInFlight = 2 });
        writing.Write(1, 2, 3);

        Answer(ExpectMsg<Deliver<int>>());
        Answer(ExpectMsg<Deliver<int>>());
        writing.AwaitReady();

        ExpectMsg<Deliver<int>>().Records.ShouldBe([3]);
    }

    [Fact]
    public void Checkpoint_waits_for_every_record_before_it_and_for_none_behind_it()
    {
        using var writing = Writing(new ActorSinkOptions { MaxBatch = 1, MaxInFlight = 8 });
        writing.Write(1, 2);
        var first = ExpectMsg<Deliver<int>>();
        var second = ExpectMsg<Deliver<int>>();
        var isPrepared = writing.Prepare();
        writing.Write(3);
        var isNextPrepared = writing.Prepare(2);

        Answer(second);
        Answer(first);
        writing.AwaitPrepared(isPrepared);

        isNextPrepared().ShouldBeFalse();
        Answer(ExpectMsg<Deliver<int>>());
        writing.AwaitPrepared(isNextPrepared);
    }

    [Fact]
    public void Checkpoint_without_records_is_prepared_at_once()
    {
        using var writing = Writing();

        writing.Prepare()().ShouldBeTrue();
    }

    [Fact]
    public void Target_that_terminates_fails_the_attempt()
    {
        var target = CreateTestProbe("target");
        using var writing = new SinkWriting<int>(new ActorSink<int>(Sys, "alerts", target));

        Sys.Stop(target);

        writing.AwaitFailure().ShouldBeOfType<AkkaConnectorException>().Message.ShouldContain("'alerts' (akka://test/system/target");
        writing.Context.Failure!.Message.ShouldContain("has terminated");
    }

    [Fact]
    public void Target_that_is_gone_already_fails_the_attempt()
    {
        var target = CreateTestProbe();
        Watch(target);
        Sys.Stop(target);
        ExpectTerminated(target);

        using var writing = new SinkWriting<int>(new ActorSink<int>(Sys, "alerts", target));

        writing.AwaitFailure().Message.ShouldContain("has terminated");
    }

    [Fact]
    public void Target_that_refuses_fails_the_attempt_with_its_reason()
    {
        using var writing = Writing();
        writing.Write(1);
        ExpectMsg<Deliver<int>>();

        LastSender.Tell(new Status.Failure(new InvalidOperationException("the ledger is closed")));

        writing.AwaitFailure().Message.ShouldContain("the ledger is closed");
    }

    [Fact]
    public void Target_that_answers_nothing_in_time_fails_the_attempt()
    {
        var time = new FakeTimeProvider();
        using var writing = new SinkWriting<int>(new ActorSink<int>(Sys, "alerts", TestActor, new ActorSinkOptions { AcknowledgeTimeout = TimeSpan.FromSeconds(10) }), time);
        time.Advance(TimeSpan.FromMinutes(1));
        writing.Context.Failure.ShouldBeNull("nothing is owed yet");

        writing.Write(1);
        time.Advance(TimeSpan.FromSeconds(10));

        writing.AwaitFailure().Message.ShouldContain("has answered nothing for 00:00:10");
    }

    private SinkWriting<int> Writing(ActorSinkOptions? options = null) => new(new ActorSink<int>(Sys, "alerts", TestActor, options));

    private void Answer(Deliver<int> message) => LastSender.Tell(message.Acknowledgement);
}
