using AkkaStreamProc.Operators.Batches.Codecs;
using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.Actors.Exchange.Transport;

/// <summary>Writes every batch and reads it again before another transport carries it: what a wire does to records, without one.</summary>
/// <param name="inner">Carries what was read.</param>
/// <param name="codecs">For each output channel the codec of its edge.</param>
internal sealed class LoopBackTransport(IChannelTransport inner, IReadOnlyList<EdgeCodec> codecs) : IChannelTransport
{
    private readonly SnapshotWriter _writer = new(4096);

    public void Transmit(int channel, long sequence, ChannelElement element)
    {
        if (element is not ChannelBatch { Batch: var batch } sent)
        {
            inner.Transmit(channel, sequence, element);
            return;
        }

        _writer.Clear();
        codecs[channel].Encode(_writer, batch);
        batch.Return();
        inner.Transmit(channel, sequence, sent with { Batch = codecs[channel].Decode(_writer.Written) });
    }

    public void Grant(int channel, Credit credit) => inner.Grant(channel, credit);
}
