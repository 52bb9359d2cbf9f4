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
            var channel = new OutputChannel(0, 16, (_, sequence, element) => sent.Add((sequence, element)));
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

    private OutputChannel Channel(long credit) => new(5, credit, (number, sequence, element) => _sent.Add((number, sequence, element)));
}
