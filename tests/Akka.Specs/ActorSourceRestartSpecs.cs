using Akka.Actor;
using AkkaStreamProc.Connectors.Akka;
using AkkaStreamProc.Operators.Sources;
using static AkkaStreamProc.Connectors.Akka.ActorSourceProtocol;

namespace AkkaStreamProc.Akka.Specs;

public class ActorSourceRestartSpecs : ActorSpecs
{
    private static readonly ActorSourceOptions OnCheckpoint = new() { Acknowledge = ActorSourceAcknowledgement.OnCheckpoint };

    [Fact]
    public void Next_attempt_reads_exactly_what_the_checkpoint_does_not_contain()
    {
        var source = SourceOf(1, 2, 3);
        OffsetSplit checkpoint;
        using (var first = new SourceReading<int>(source))
        {
            first.Attached().Read(3);
            checkpoint = first.Split;
            first.CompleteCheckpoint();
            source.Ingress.Tell(new Offer<int>(4), TestActor);
            first.Read(1).ShouldBe([4]);
        }

        source.Ingress.Tell(new Offer<int>(5), TestActor);
        using var second = new SourceReading<int>(source, checkpoint);
        second.Attached().Read(2).ShouldBe([4, 5]);
    }

    [Fact]
    public void Checkpoint_that_no_reader_was_told_of_counts_when_it_is_restored()
    {
        var source = SourceOf(1, 2, 3);
        OffsetSplit checkpoint;
        using (var first = new SourceReading<int>(source))
        {
            first.Attached().Read(3);
            checkpoint = first.Split;
        }

        source.Ingress.Tell(new Offer<int>(4), TestActor);
        using var second = new SourceReading<int>(source, checkpoint);
        second.Attached().Read(1).ShouldBe([4]);
        second.Split.Position.ShouldBe(4);
    }

    [Fact]
    public void Fresh_start_reads_everything_that_is_in_no_checkpoint()
    {
        var source = SourceOf(1, 2, 3);
        using (var first = new SourceReading<int>(source))
        {
            first.Attached().Read(3);
        }

        using var second = new SourceReading<int>(source);
        second.Attached().Read(3).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public void Position_of_another_process_says_nothing_about_the_records_here()
    {
        var source = SourceOf(1, 2, 3);

        using var reading = new SourceReading<int>(source, new OffsetSplit("0", 1000) { Tag = "another" });

        reading.Attached().Read(3).ShouldBe([1, 2, 3]);
        reading.Split.Position.ShouldBe(1003);
    }

    [Fact]
    public void Offer_acknowledged_on_checkpoint_is_answered_when_the_checkpoint_is_complete()
    {
        var source = new ActorSource<int>(Sys, "orders", OnCheckpoint);
        source.Ingress.Tell(new Offer<int>(1), TestActor);
        using var reading = new SourceReading<int>(source);
        reading.Attached().Read(1);

        // An answer given too early would be ahead of this one.
        source.Ingress.Tell(new Offer<string>("marker"), TestActor);
        ExpectMsg<Refused>();
        reading.CompleteCheckpoint();
        ExpectMsg<Acknowledged>();
    }

    [Fact]
    public void Offer_acknowledged_on_checkpoint_is_answered_when_a_restored_checkpoint_contains_it()
    {
        var source = new ActorSource<int>(Sys, "orders", OnCheckpoint);
        source.Ingress.Tell(new Offer<int>(1), TestActor);
        OffsetSplit checkpoint;
        using (var first = new SourceReading<int>(source))
        {
            first.Attached().Read(1);
            checkpoint = first.Split;
        }

        using var second = new SourceReading<int>(source, checkpoint);
        second.Attached();

        ExpectMsg<Acknowledged>();
    }

    [Fact]
    public void Completion_acknowledged_on_checkpoint_is_answered_when_the_end_is_in_it()
    {
        var source = new ActorSource<int>(Sys, "orders", OnCheckpoint);
        source.Ingress.Tell(Complete.Instance, TestActor);
        using var reading = new SourceReading<int>(source);
        reading.ReadToEnd();

        source.Ingress.Tell(new Offer<string>("marker"), TestActor);
        ExpectMsg<Refused>();
        reading.CompleteCheckpoint();
        ExpectMsg<Acknowledged>();
    }

    [Fact]
    public void Restored_end_stays_the_end()
    {
        var source = SourceOf(1);
        source.Ingress.Tell(Complete.Instance, TestActor);
        OffsetSplit checkpoint;
        using (var first = new SourceReading<int>(source))
        {
            first.ReadToEnd();
            checkpoint = first.Split;
        }

        using var second = new SourceReading<int>(source, checkpoint);

        second.ReadToEnd().ShouldBeEmpty();
    }

    [Fact]
    public void Fresh_start_behind_a_confirmed_end_takes_records_again()
    {
        var source = SourceOf();
        source.Ingress.Tell(Complete.Instance, TestActor);
        using (var first = new SourceReading<int>(source))
        {
            first.ReadToEnd();
            first.CompleteCheckpoint();
        }

        using var second = new SourceReading<int>(source);
        second.Attached();
        source.Ingress.Tell(new Offer<int>(1), TestActor);

        second.Read(1).ShouldBe([1]);
    }

    [Fact]
    public void Second_job_that_reads_the_same_source_fails()
    {
        var source = SourceOf();
        using var first = new SourceReading<int>(source);
        first.Attached();

        using var second = new SourceReading<int>(source);

        second.ReadToFailure().Message.ShouldContain("is reading it");
    }

    private ActorSource<int> SourceOf(params int[] records)
    {
        var source = new ActorSource<int>(Sys, "orders");
        foreach (var record in records)
        {
            source.Ingress.Tell(new Offer<int>(record), ActorRefs.Nobody);
        }

        return source;
    }
}
