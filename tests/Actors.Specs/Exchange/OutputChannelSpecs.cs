using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Actors.Specs.Support;
using CsCheck;

namespace AkkaStreamProc.Actors.Specs.Exchange;

public sealed class OutputChannelSpecs
{
    private readonly List<(int Number, long Sequence, ChannelElement Element)> _sent = [];

    [Fact]
    public void Elements_carry_the_channel_and_consecutive_numbers()
    {
        var channel = Channel(credit: 10);

        channel.Send(new ChannelStatus(false));
        channel.Send(Batches.Of(1));
        channel.Send(new ChannelEnd());

        _sent.Select(s => (s.Number, s.Sequence)).ShouldBe([(5, 0), (5, 1), (5, 2)]);
    }

    [Fact]
    public void Batch_is_sent_while_there_is_any_credit_and_the_next_one_waits_for_more_than_is_owed()
    {
        var channel = Channel(credit: 10);
        channel.Send(Batches.OfSize(9));
        channel.HasRoom.ShouldBeTrue();
        channel.Send(Batches.OfSize(4));
        channel.HasRoom.ShouldBeFalse();
        channel.Send(Batches.OfSize(2));
        _sent.Count.ShouldBe(2);

        channel.Grant(3);
        _sent.Count.ShouldBe(2);
        channel.Grant(1);

        _sent.Count.ShouldBe(3);
        channel.HasRoom.ShouldBeFalse();
        channel.Grant(2);
        channel.HasRoom.ShouldBeTrue();
    }

    [Fact]
    public void Controls_cost_no_credit()
    {
        var channel = Channel(credit: 1);
        channel.Send(Batches.OfSize(1));

        channel.Send(new ChannelBarrier(1));
        channel.Send(new ChannelWatermark(5));

        _sent.Count.ShouldBe(3);
    }

    [Fact]
    public void Controls_stay_behind_a_batch_that_waits()
    {
        var channel = Channel(credit: 1);
        channel.Send(Batches.OfSize(1));
        channel.Send(Batches.OfSize(2));
        channel.Send(new ChannelBarrier(1));
        channel.Send(Batches.OfSize(3));
        _sent.Count.ShouldBe(1);

        channel.Grant(1);

        _sent.Skip(1).Select(s => s.Element.GetType()).ShouldBe([typeof(ChannelBatch), typeof(ChannelBarrier)]);
    }

    [Fact]
    public void Sender_is_never_ahead_of_the_credit_by_more_than_one_batch_and_keeps_the_order() =>
        Gen.Int[-6, 20].Array[1, 80].Sample(steps =>
        {
            var sent = new List<(long Sequence, ChannelElement Element)>();
            var channel = new OutputChannel(0, Allowance(16), new RecordingTransport { Sent = (_, sequence, element) => sent.Add((sequence, element)) });
            long granted = 16, records = 0;
            var submitted = new List<ChannelElement>();
            foreach (var step in steps)
            {
                if (step < 0)
                {
                    granted -= step;
                    channel.Grant(-step);
                    continue;
                }

                ChannelElement element = step == 0 ? new ChannelBarrier(submitted.Count) : new ChannelBatch(Batches.OfSize(step));
                submitted.Add(element);
                channel.Send(element);
            }

            foreach (var (sequence, element) in sent)
            {
                sequence.ShouldBe(sent.FindIndex(s => ReferenceEquals(s.Element, element)));
                if (element is ChannelBatch { Batch.Count: var count })
                {
                    records.ShouldBeLessThan(granted);
                    records += count;
                }
            }

            sent.Select(s => s.Element).ShouldBe(submitted.Take(sent.Count));
            channel.HasRoom.ShouldBe(sent.Count == submitted.Count && records < granted);
        });

    [Fact]
    public void Batch_waits_for_bytes_as_well_as_for_records()
    {
        var channel = Channel(credit: 100, bytes: 50);
        channel.Send(Batches.OfSize(10));
        channel.HasRoom.ShouldBeFalse();
        channel.Send(Batches.OfSize(1));
        channel.Grant(new Credit(100, 70, 0));
        _sent.Count.ShouldBe(1);

        channel.Grant(new Credit(0, 1, 0));

        _sent.Count.ShouldBe(2);
    }

    [Fact]
    public void Watermark_that_waits_gives_way_to_one_directly_behind_it()
    {
        var channel = Channel(credit: 1);
        channel.Send(Batches.OfSize(2));
        channel.Send(Batches.OfSize(1));
        channel.Send(new ChannelWatermark(1));
        channel.Send(new ChannelWatermark(2));
        channel.Send(new ChannelBarrier(1));
        channel.Send(new ChannelWatermark(3));

        channel.Grant(10);

        _sent.Skip(2).Select(s => s.Element).ShouldBe([new ChannelWatermark(2), new ChannelBarrier(1), new ChannelWatermark(3)]);
        _sent.Select(s => s.Sequence).ShouldBe([0, 1, 2, 3, 4]);
    }

    [Fact]
    public void Unacknowledged_controls_are_bounded_and_go_on_with_the_next_permit()
    {
        var channel = Channel(credit: 100);
        for (var i = 0; i <= Credit.MaxControls; i++)
        {
            channel.Send(new ChannelBarrier(i));
        }

        _sent.Count.ShouldBe(Credit.MaxControls);
        channel.HasRoom.ShouldBeFalse();
        channel.Grant(Credit.OfControl);

        _sent.Count.ShouldBe(Credit.MaxControls + 1);
        channel.HasRoom.ShouldBeTrue();
    }

    private static Credit Allowance(int records, long bytes = long.MaxValue / 2) => new(records, bytes, Credit.MaxControls);

    private OutputChannel Channel(int credit, long bytes = long.MaxValue / 2) =>
        new(5, Allowance(credit, bytes), new RecordingTransport { Sent = (number, sequence, element) => _sent.Add((number, sequence, element)) });
}
