using AkkaStreamProc.Operators.Batches;

namespace AkkaStreamProc.Actors.Exchange;

/// <summary>What travels through a channel, in order.</summary>
/// <remarks>The first element of every channel is a <see cref="ChannelStatus"/>.</remarks>
internal abstract record ChannelElement
{
    /// <summary>What it takes of the credit of its channel; both ends count the same.</summary>
    public virtual Credit Cost => Credit.OfControl;
}

/// <summary>Records; the ownership passes to the receiver.</summary>
internal sealed record ChannelBatch(RecordBatch Batch, Credit Weight) : ChannelElement
{
    /// <summary>A batch as its sender weighs it.</summary>
    public ChannelBatch(RecordBatch batch)
        : this(batch, new Credit(batch.Count, batch.EstimateBytes(), 0))
    {
    }

    public override Credit Cost => Weight;
}

/// <summary>No record with this timestamp or an earlier one follows.</summary>
internal sealed record ChannelWatermark(long Watermark) : ChannelElement;

/// <summary>What came before belongs to checkpoint <paramref name="CheckpointId"/>, what follows does not.</summary>
internal sealed record ChannelBarrier(long CheckpointId, bool IsSavepoint = false) : ChannelElement;

/// <summary>Whether the channel holds up event time: an idle one does not.</summary>
internal sealed record ChannelStatus(bool IsIdle) : ChannelElement;

/// <summary>No records follow; barriers still may.</summary>
internal sealed record ChannelEnd : ChannelElement;
