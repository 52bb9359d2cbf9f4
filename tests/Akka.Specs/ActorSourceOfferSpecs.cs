using Akka.Actor;
using AkkaStreamProc.Connectors.Akka;
using AkkaStreamProc.Operators.Sources;
using static AkkaStreamProc.Connectors.Akka.ActorSourceProtocol;

namespace AkkaStreamProc.Akka.Specs;

public class ActorSourceOfferSpecs : ActorSpecs
{
    [Fact]
    public async Task Offer_is_acknowledged_when_it_is_in_the_buffer()
    {
        var source = new ActorSource<int>(Sys, "orders");

        await source.Ingress.Ask<Acknowledged>(new Offer<int>(1)).InTime("the acknowledgement");

        using var reading = new SourceReading<int>(source);
        reading.Attached().Read(1).ShouldBe([1]);
    }

    [Fact]
    public void Offers_beyond_the_capacity_wait_and_those_beyond_that_are_refused()
    {
        var source = new ActorSource<int>(Sys, "orders", new ActorSourceOptions { Capacity = 4, MaxWaitingOffers = 2 });
        for (var i = 1; i <= 7; i++)
        {
            source.Ingress.Tell(new Offer<int>(i), TestActor);
        }

        for (var i = 1; i <= 4; i++)
        {
            ExpectMsg<Acknowledged>();
        }

        // Nothing was read: four are accepted, two wait, one is refused.
        ExpectMsg<Refused>().Record.ShouldBe(7);
        using var reading = new SourceReading<int>(source);
        reading.Attached().Read(6).ShouldBe([1, 2, 3, 4, 5, 6]);
        ExpectMsg<Acknowledged>();
        ExpectMsg<Acknowledged>();
    }

    [Fact]
    public void Reader_that_does_not_read_lets_no_more_in_than_the_capacity()
    {
        var source = new ActorSource<int>(Sys, "orders", new ActorSourceOptions { Capacity = 4, MaxWaitingOffers = 0 });
        using var reading = new SourceReading<int>(source);
        reading.Attached();

        Enumerable.Range(1, 10).ToList().ForEach(i => source.Ingress.Tell(new Offer<int>(i), TestActor));

        ReceiveN(10).OfType<Acknowledged>().Count().ShouldBe(4);
        reading.Read(4).ShouldBe([1, 2, 3, 4]);
    }

    [Fact]
    public void Records_beyond_the_unconfirmed_limit_are_handed_over_after_the_checkpoint()
    {
        var source = new ActorSource<int>(Sys, "orders", new ActorSourceOptions { Capacity = 8, MaxUnconfirmed = 3 });
        Enumerable.Range(1, 5).ToList().ForEach(i => source.Ingress.Tell(new Offer<int>(i), TestActor));
        using var reading = new SourceReading<int>(source);

        reading.Attached().Next(out var first);
        reading.CompleteCheckpoint();
        reading.Next(out var second);

        first.ShouldBe([1, 2, 3]);
        second.ShouldBe([4, 5]);
    }

    [Fact]
    public async Task Offer_async_completes_when_acknowledged_and_throws_when_refused()
    {
        var source = new ActorSource<int>(Sys, "orders", new ActorSourceOptions { Capacity = 2, MaxWaitingOffers = 0 });
        await source.OfferAsync(1).InTime("the first");
        await source.OfferAsync(2).InTime("the second");

        var refusal = await Should.ThrowAsync<AkkaConnectorException>(source.OfferAsync(3).InTime("the third"));

        refusal.Message.ShouldContain("'orders' is full");
    }

    [Fact]
    public void Record_of_another_type_is_refused()
    {
        var source = new ActorSource<int>(Sys, "orders");

        source.Ingress.Tell(new Offer<string>("one"), TestActor);

        ExpectMsg<Refused>().Reason.ShouldContain("System.Int32");
    }

    [Fact]
    public void Completion_ends_the_input_behind_what_was_accepted()
    {
        var source = new ActorSource<int>(Sys, "orders");
        source.Ingress.Tell(new Offer<int>(1), TestActor);
        source.Ingress.Tell(Complete.Instance, TestActor);
        source.Ingress.Tell(new Offer<int>(2), TestActor);
        using var reading = new SourceReading<int>(source);

        reading.ReadToEnd().ShouldBe([1]);

        reading.Split.IsFinished.ShouldBeTrue();
        ExpectMsg<Acknowledged>();
        ExpectMsg<Acknowledged>();
        ExpectMsg<Refused>().Reason.ShouldContain("has ended");
    }

    [Fact]
    public void Ingresses_are_splits_of_their_own()
    {
        var source = new ActorSource<int>(Sys, "orders", new ActorSourceOptions { Ingresses = 3 });
        source.Ingresses[0].Tell(new Offer<int>(0), TestActor);
        source.Ingresses[1].Tell(new Offer<int>(1), TestActor);
        source.Ingresses[2].Tell(new Offer<int>(2), TestActor);
        using var even = new SourceReading<int>(source, subtask: 0, parallelism: 2);
        using var odd = new SourceReading<int>(source, subtask: 1, parallelism: 2);

        even.Read(2).Order().ShouldBe([0, 2]);
        odd.Read(1).ShouldBe([1]);
    }

    [Fact]
    public void Subtask_without_an_ingress_has_finished()
    {
        using var reading = new SourceReading<int>(new ActorSource<int>(Sys, "orders"), subtask: 1, parallelism: 2);

        reading.Next(out _).ShouldBeFalse();
    }

    [Fact]
    public void Source_of_the_same_name_has_the_same_ingress()
    {
        var first = new ActorSource<int>(Sys, "orders");
        var second = new ActorSource<int>(Sys, "orders");

        second.Ingress.ShouldBe(first.Ingress);
    }

    [Fact]
    public void Source_of_the_same_name_and_another_type_is_an_error()
    {
        _ = new ActorSource<int>(Sys, "orders");

        Should.Throw<AkkaConnectorException>(() => new ActorSource<string>(Sys, "orders")).Message.ShouldContain("System.Int32");
    }

    [Fact]
    public void Name_that_cannot_be_part_of_a_path_is_an_error()
    {
        Should.Throw<AkkaConnectorException>(() => new ActorSource<int>(Sys, "a/b")).Message.ShouldContain("'a/b'");
    }
}
