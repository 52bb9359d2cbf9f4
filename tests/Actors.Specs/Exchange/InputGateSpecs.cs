using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Actors.Specs.Support;
using CsCheck;

namespace AkkaStreamProc.Actors.Specs.Exchange;

public sealed class InputGateSpecs
{
    private readonly List<(int Channel, int Records)> _grants = [];

    [Fact]
    public void Elements_are_taken_in_the_order_of_their_arrival()
    {
        var gate = Gate(channels: 2);

        gate.Deliver(1, 0, new ChannelWatermark(10));
        gate.Deliver(0, 0, new ChannelWatermark(20));
        gate.Deliver(1, 1, new ChannelWatermark(30));

        TakeAll(gate).ShouldBe([(1, 10), (0, 20), (1, 30)]);
    }

    [Fact]
    public void Held_channel_waits_while_the_others_go_on()
    {
        var gate = Gate(channels: 2);
        gate.Hold(1);

        gate.Deliver(1, 0, new ChannelWatermark(10));
        gate.Deliver(0, 0, new ChannelWatermark(20));

        TakeAll(gate).ShouldBe([(0, 20)]);
    }

    [Fact]
    public void Released_channel_is_taken_before_what_arrived_later_and_in_its_order()
    {
        var gate = Gate(channels: 2);
        gate.Hold(1);
        gate.Deliver(1, 0, new ChannelWatermark(10));
        gate.Deliver(1, 1, new ChannelWatermark(11));
        TakeAll(gate).ShouldBeEmpty();
        gate.Deliver(0, 0, new ChannelWatermark(20));
        gate.Deliver(1, 2, new ChannelWatermark(12));

        gate.ReleaseAll();

        TakeAll(gate).ShouldBe([(1, 10), (1, 11), (0, 20), (1, 12)]);
    }

    [Fact]
    public void Held_and_released_channels_lose_and_reorder_nothing() =>
        Gen.Int[0, 5].Array[0, 60].Sample(steps =>
        {
            var gate = Gate(channels: 3);
            var sent = new long[3];
            var taken = new List<(int Channel, long Value)>();
            foreach (var step in steps)
            {
                switch (step)
                {
                    case < 3:
                        gate.Deliver(step, sent[step], new ChannelWatermark(sent[step]++));
                        break;
                    case 3:
                        gate.Hold((int)(sent.Sum() % 3));
                        break;
                    case 4:
                        gate.ReleaseAll();
                        break;
                    default:
                        taken.AddRange(TakeAll(gate));
                        break;
                }
            }

            gate.ReleaseAll();
            taken.AddRange(TakeAll(gate));
            for (var channel = 0; channel < 3; channel++)
            {
                taken.Where(t => t.Channel == channel).Select(t => t.Value).ShouldBe(Enumerable.Range(0, (int)sent[channel]).Select(i => (long)i));
            }
        });

    [Fact]
    public void Unread_channel_gives_what_stands_before_its_next_records_and_nothing_behind_them()
    {
        var gate = Gate(channels: 2);
        gate.Select(1, isRead: false);
        gate.Deliver(1, 0, new ChannelWatermark(10));
        gate.Deliver(1, 1, LoneSubtask.Visits(1));
        gate.Deliver(1, 2, new ChannelBarrier(11));
        gate.Deliver(0, 0, new ChannelWatermark(20));

        TakeAll(gate).ShouldBe([(1, 10), (0, 20)]);
        gate.TryTakeControl(out _, out _).ShouldBeFalse();
        gate.Select(1, isRead: true);

        gate.TryTake(out _, out var records).ShouldBeTrue();
        records.ShouldBeOfType<ChannelBatch>();
        gate.TryTakeControl(out _, out var barrier).ShouldBeTrue();
        barrier.ShouldBe(new ChannelBarrier(11));
    }

    [Fact]
    public void Chosen_channel_stays_held_where_it_has_delivered_its_barrier()
    {
        var gate = Gate(channels: 2);
        gate.Hold(1);
        gate.Deliver(1, 0, LoneSubtask.Visits(1));

        gate.Select(1, isRead: false);
        TakeAll(gate).ShouldBeEmpty();
        gate.Select(1, isRead: true);

        gate.TryTake(out _, out _).ShouldBeFalse();
        gate.ReleaseAll();
        gate.TryTake(out _, out _).ShouldBeTrue();
    }

    [Fact]
    public void Chosen_and_unchosen_channels_lose_and_reorder_nothing() =>
        Gen.Int[0, 9].Array[0, 80].Sample(steps =>
        {
            var gate = Gate(channels: 3);
            var (sent, taken) = (new long[3], new long[3]);
            var isRead = new[] { true, true, true };
            void take()
            {
                while (gate.TryTake(out var channel, out var element))
                {
                    (element is ChannelWatermark { Watermark: var value } ? value : ((ChannelBatch)element).Batch.Count - 1000).ShouldBe(taken[channel]++);
                    (isRead[channel] || element is ChannelWatermark).ShouldBeTrue("records of a channel that is not read are taken");
                }
            }

            foreach (var step in steps)
            {
                switch (step)
                {
                    case < 3:
                        gate.Deliver(step, sent[step], sent[step] % 3 == 1 ? LoneSubtask.Visits((int)sent[step] + 1000) : new ChannelWatermark(sent[step]));
                        sent[step]++;
                        break;
                    case < 6:
                        isRead[step - 3] = !isRead[step - 3];
                        gate.Select(step - 3, isRead[step - 3]);
                        break;
                    case 6:
                        gate.Hold((int)(sent.Sum() % 3));
                        break;
                    case 7:
                        gate.ReleaseAll();
                        break;
                    default:
                        take();
                        break;
                }
            }

            for (var channel = 0; channel < 3; channel++)
            {
                isRead[channel] = true;
                gate.Select(channel, isRead: true);
            }

            gate.ReleaseAll();
            take();
            taken.ShouldBe(sent);
        });

    [Fact]
    public void Gap_in_the_numbers_is_refused_with_both_numbers()
    {
        var gate = Gate(channels: 2);
        gate.Deliver(1, 0, new ChannelEnd());

        var error = Should.Throw<ExchangeException>(() => gate.Deliver(1, 2, new ChannelEnd()));

        error.Message.ShouldContain("channel 1");
        error.Message.ShouldContain("message 2 where 1 was due");
    }

    [Fact]
    public void Repeated_number_is_refused()
    {
        var gate = Gate(channels: 1);
        gate.Deliver(0, 0, new ChannelEnd());

        Should.Throw<ExchangeException>(() => gate.Deliver(0, 0, new ChannelEnd()));
    }

    [Fact]
    public void Credit_is_granted_at_every_half_of_the_allowance()
    {
        var gate = Gate(channels: 2, credit: 100);

        gate.Consumed(0, new Credit(49, 0, 0));
        _grants.ShouldBeEmpty();
        gate.Consumed(1, new Credit(49, 0, 0));
        _grants.ShouldBeEmpty();
        gate.Consumed(0, new Credit(1, 0, 0));
        _grants.ShouldBe([(0, 50)]);
        gate.Consumed(0, new Credit(60, 0, 0));
        _grants.ShouldBe([(0, 50), (0, 60)]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(100)]
    public void Ungranted_credit_is_always_less_than_half(int credit)
    {
        var gate = Gate(channels: 1, credit: credit);
        for (var consumed = 1; consumed <= 50; consumed++)
        {
            gate.Consumed(0, new Credit(1, 0, 0));

            (consumed - _grants.Sum(g => g.Records)).ShouldBeLessThan(Math.Max(1, credit / 2));
        }
    }

    [Fact]
    public void Bytes_are_granted_at_every_half_of_the_allowance_and_records_with_them()
    {
        var granted = new List<Credit>();
        var gate = new InputGate(1, new Credit(100, 1000, 10), new RecordingTransport { Granted = (_, credit) => granted.Add(credit) });

        gate.Consumed(0, new Credit(3, 499, 0));
        granted.ShouldBeEmpty();
        gate.Consumed(0, new Credit(1, 1, 0));

        granted.ShouldBe([new Credit(4, 500, 0)]);
    }

    [Fact]
    public void Controls_are_acknowledged_when_they_are_taken_and_not_while_they_are_held()
    {
        var granted = new List<Credit>();
        var gate = new InputGate(1, new Credit(100, 1000, 4), new RecordingTransport { Granted = (_, credit) => granted.Add(credit) });
        gate.Hold(0);
        gate.Deliver(0, 0, new ChannelWatermark(1));
        gate.Deliver(0, 1, new ChannelBarrier(1));
        TakeAll(gate).ShouldBeEmpty();
        granted.ShouldBeEmpty();

        gate.ReleaseAll();
        gate.TryTake(out _, out _).ShouldBeTrue();
        gate.TryTakeControl(out _, out _).ShouldBeTrue();

        granted.ShouldBe([new Credit(0, 0, 2)]);
    }

    private InputGate Gate(int channels, int credit = 100) =>
        new(channels, new Credit(credit, long.MaxValue / 2, Credit.MaxControls), new RecordingTransport { Granted = (channel, granted) => _grants.Add((channel, granted.Records)) });

    private static List<(int Channel, long Value)> TakeAll(InputGate gate)
    {
        var taken = new List<(int, long)>();
        while (gate.TryTake(out var channel, out var element))
        {
            taken.Add((channel, ((ChannelWatermark)element).Watermark));
        }

        return taken;
    }
}
