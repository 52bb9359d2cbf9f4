using Akka.Actor;
using Akka.Event;
using AkkaStreamProc.Connectors.Akka;
using static AkkaStreamProc.Connectors.Akka.ActorSourceProtocol;

namespace AkkaStreamProc.Akka.Specs;

public class ActorSourceFeedSpecs : ActorSpecs
{
    private readonly ActorSource<int> _source;

    public ActorSourceFeedSpecs() => _source = new ActorSource<int>(Sys, "orders", new ActorSourceOptions { Capacity = 8 });

    [Fact]
    public void Feeder_may_send_exactly_what_is_demanded()
    {
        _source.Ingress.Tell(Subscribe.Instance, TestActor);
        ExpectMsg<Demand>().Records.ShouldBe(6);

        Feed(1, 7);

        // Nobody reads, so six are taken, nothing more is demanded, and the seventh is refused.
        ExpectMsg<Refused>().Record.ShouldBe(7);
        using var reading = new SourceReading<int>(_source);
        reading.Attached().Read(6).ShouldBe([1, 2, 3, 4, 5, 6]);
        ExpectMsg<Demand>().Records.ShouldBe(6);
    }

    [Fact]
    public void Feed_without_subscription_is_refused()
    {
        Feed(1, 1);

        ExpectMsg<Refused>().Reason.ShouldContain("Subscribe");
    }

    [Fact]
    public void Refusal_that_nobody_can_be_told_goes_to_the_event_stream()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(Dropped));

        _source.Ingress.Tell(new Feed<int>(1), ActorRefs.NoSender);

        ExpectMsg<Dropped>().Message.ShouldBe(1);
    }

    [Fact]
    public void Subscription_without_a_sender_is_refused()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(Dropped));

        _source.Ingress.Tell(Subscribe.Instance, ActorRefs.NoSender);

        ExpectMsg<Dropped>().Message.ShouldBe(Subscribe.Instance);
    }

    [Fact]
    public void Offers_are_taken_beside_a_feeder_that_sends_nothing()
    {
        _source.Ingress.Tell(Subscribe.Instance, CreateTestProbe());

        _source.Ingress.Tell(new Offer<int>(1), TestActor);
        _source.Ingress.Tell(new Offer<int>(2), TestActor);

        ExpectMsg<Acknowledged>();
        ExpectMsg<Acknowledged>();
    }

    [Fact]
    public void Demand_of_a_terminated_feeder_goes_to_the_next()
    {
        var feeder = CreateTestProbe();
        _source.Ingress.Tell(Subscribe.Instance, feeder);
        feeder.ExpectMsg<Demand>();
        _source.Ingress.Tell(Subscribe.Instance, TestActor);

        Sys.Stop(feeder);

        ExpectMsg<Demand>().Records.ShouldBe(6);
    }

    [Fact]
    public void Feeder_that_unsubscribed_is_refused()
    {
        _source.Ingress.Tell(Subscribe.Instance, TestActor);
        ExpectMsg<Demand>();
        _source.Ingress.Tell(Unsubscribe.Instance, TestActor);

        Feed(1, 1);

        ExpectMsg<Refused>();
    }

    [Fact]
    public void Feeder_learns_how_far_its_records_are_in_a_checkpoint()
    {
        var source = new ActorSource<int>(Sys, "confirmed", new ActorSourceOptions { Capacity = 8, Acknowledge = ActorSourceAcknowledgement.OnCheckpoint });
        source.Ingress.Tell(Subscribe.Instance, TestActor);
        ExpectMsg<Demand>();
        source.Ingress.Tell(new Feed<int>(1), TestActor);
        source.Ingress.Tell(new Feed<int>(2), TestActor);
        using var reading = new SourceReading<int>(source);
        reading.Attached().Read(2);

        reading.CompleteCheckpoint();

        ExpectMsg<Confirmed>().Total.ShouldBe(2);
    }

    private void Feed(int from, int to)
    {
        for (var i = from; i <= to; i++)
        {
            _source.Ingress.Tell(new Feed<int>(i), TestActor);
        }
    }
}
