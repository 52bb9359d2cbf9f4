using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Actors.Exchange.Transport;
using AkkaStreamProc.Actors.Specs.Support;
using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Batches.Codecs;
using AkkaStreamProc.Operators.State;
using CsCheck;

namespace AkkaStreamProc.Actors.Specs.Exchange;

/// <summary>Several senders and one receiver that aligns barriers, in any order in which messages between them may arrive.</summary>
public sealed class ChannelsAndGateSpecs
{
    private const int LargestBatch = 9;

    [Fact]
    public void Channels_keep_their_order_lose_nothing_stay_within_their_allowance_and_never_stop_for_good() =>
        Gen.Select(Gen.Int[1, 4], Gen.Int[1, 20], Gen.Long[1, 200], Gen.Int[1, 4], Gen.Bool, Gen.Int[0, 99].Array[0, 300]).Sample(
            (channels, records, bytes, controls, loopsBack, steps) => new Play(channels, new Credit(records, bytes, controls), loopsBack).Run(steps));

    /// <summary>What goes on between the senders and the receiver; each step is an event that could happen next.</summary>
    private sealed class Play
    {
        private readonly Credit _allowance;
        private readonly OutputChannel[] _outputs;
        private readonly InputGate _gate;
        private readonly ChannelAlignment _alignment;
        private readonly Queue<(long Sequence, ChannelElement Element)>[] _toGate;
        private readonly Queue<Credit>[] _toSender;
        private readonly Credit[] _inFlight;
        private readonly List<long>[] _sent;
        private readonly List<long>[] _taken;
        private readonly long[] _barriers;
        private long _next;

        public Play(int channels, Credit allowance, bool loopsBack)
        {
            _allowance = allowance;
            _toGate = [.. Enumerable.Range(0, channels).Select(_ => new Queue<(long, ChannelElement)>())];
            _toSender = [.. Enumerable.Range(0, channels).Select(_ => new Queue<Credit>())];
            _inFlight = new Credit[channels];
            _sent = [.. Enumerable.Range(0, channels).Select(_ => new List<long>())];
            _taken = [.. Enumerable.Range(0, channels).Select(_ => new List<long>())];
            _barriers = new long[channels];
            IChannelTransport mail = new RecordingTransport { Sent = Mail };
            var codec = new EdgeCodec("from", "to", [typeof(int)], [BatchCodec.Of(typeof(int), StateSerializers.Default)]);
            var transport = loopsBack ? new LoopBackTransport(mail, [.. Enumerable.Repeat(codec, channels)]) : mail;
            _outputs = [.. Enumerable.Range(0, channels).Select(number => new OutputChannel(number, allowance, transport))];
            _gate = new InputGate(channels, allowance, new RecordingTransport { Granted = (channel, credit) => _toSender[channel].Enqueue(credit) });
            _alignment = new ChannelAlignment(channels);
        }

        public void Run(int[] steps)
        {
            foreach (var step in steps)
            {
                Step(step % 6, step / 6 % _outputs.Length, step);
            }

            // Whoever is behind brings its barriers, and then everything that can happen happens.
            for (var channel = 0; channel < _outputs.Length; channel++)
            {
                while (_barriers[channel] < _barriers.Max())
                {
                    Barrier(channel);
                }
            }

            while (Drain())
            {
            }

            for (var channel = 0; channel < _outputs.Length; channel++)
            {
                _taken[channel].ShouldBe(_sent[channel]);
                _outputs[channel].HasRoom.ShouldBeTrue("everything was taken");
            }
        }

        private void Step(int what, int channel, int step)
        {
            switch (what)
            {
                case 0 when _outputs[channel].HasRoom:
                    SendBatch(channel, 1 + (step % LargestBatch));
                    break;
                case 1:
                    SendWatermark(channel);
                    break;
                case 2 when _barriers[channel] == _barriers.Min():
                    Barrier(channel);
                    break;
                case 3:
                    Arrive(channel);
                    break;
                case 4:
                    Credit(channel);
                    break;
                default:
                    Take();
                    break;
            }
        }

        private bool Drain()
        {
            var hasMoved = false;
            for (var channel = 0; channel < _outputs.Length; channel++)
            {
                hasMoved |= Arrive(channel) | Credit(channel);
            }

            return Take() | hasMoved;
        }

        private void SendBatch(int channel, int count)
        {
            var batch = RecordBatch<int>.Rent(count);
            for (var i = 0; i < count; i++)
            {
                _sent[channel].Add(_next);
                batch.Append((int)_next++, 0);
            }

            _outputs[channel].Send(batch);
        }

        private void SendWatermark(int channel) => _outputs[channel].Send(new ChannelWatermark(_sent[channel].Count));

        private void Barrier(int channel)
        {
            _sent[channel].Add(-++_barriers[channel]);
            _outputs[channel].Send(new ChannelBarrier(_barriers[channel]));
        }

        private void Mail(int channel, long sequence, ChannelElement element)
        {
            var before = _inFlight[channel];
            _inFlight[channel] += element.Cost;
            if (element is ChannelBatch)
            {
                before.Records.ShouldBeLessThan(_allowance.Records, "one batch only may overdraw");
                before.Bytes.ShouldBeLessThan(_allowance.Bytes, "one batch only may overdraw");
            }

            _inFlight[channel].Controls.ShouldBeLessThanOrEqualTo(_allowance.Controls);
            _toGate[channel].Enqueue((sequence, element));
        }

        private bool Arrive(int channel)
        {
            if (!_toGate[channel].TryDequeue(out var next))
            {
                return false;
            }

            _gate.Deliver(channel, next.Sequence, next.Element);
            return true;
        }

        private bool Credit(int channel)
        {
            if (!_toSender[channel].TryDequeue(out var credit))
            {
                return false;
            }

            _inFlight[channel] -= credit;
            _outputs[channel].Grant(credit);
            return true;
        }

        private bool Take()
        {
            if (!_gate.TryTake(out var channel, out var element))
            {
                return false;
            }

            switch (element)
            {
                case ChannelBatch { Batch: RecordBatch<int> batch, Cost: var cost }:
                    _taken[channel].AddRange(batch.Values.ToArray().Select(v => (long)v));
                    batch.Return();
                    _gate.Consumed(channel, cost);
                    break;
                case ChannelWatermark { Watermark: var sent }:
                    _taken[channel].Count.ShouldBe((int)sent, "a watermark stands where it was sent");
                    break;
                case ChannelBarrier { CheckpointId: var id }:
                    _taken[channel].Add(-id);
                    _gate.Hold(channel);
                    if (_alignment.Arrive(channel, id))
                    {
                        _gate.ReleaseAll();
                    }

                    break;
            }

            return true;
        }
    }
}
