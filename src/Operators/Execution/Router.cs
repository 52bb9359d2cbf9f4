using AkkaStreamProc.Operators.Batches;

namespace AkkaStreamProc.Operators.Execution;

/// <summary>Distributes the output of a chain over the channels to the subtasks of the next vertex.</summary>
internal abstract class Router
{
    /// <summary>Whether records wait in a batch that is not full, and must not wait longer than the flush interval.</summary>
    public abstract bool HasBuffered { get; }

    /// <summary>The watermark at which something is due of what is combined here and waits for it; <see cref="long.MaxValue"/> where nothing does.</summary>
    public virtual long AwaitedEventTime => long.MaxValue;

    /// <summary>Sends everything that waits. Before every barrier, status and end.</summary>
    public abstract void Flush();

    /// <summary>Sends at least what must not come behind a watermark. Before every watermark.</summary>
    public virtual void FlushUpTo(long watermark) => Flush();

    /// <summary>Sends at least what <see cref="HasBuffered"/> speaks of. By the flush timer, and at the end of a walk through the chain.</summary>
    public virtual void FlushBuffered() => Flush();

    /// <summary>The receivers have been told whether they are to wait for this sender.</summary>
    public virtual void OnStatus(bool isIdle)
    {
    }
}

/// <summary>A router of one record type.</summary>
internal abstract class Router<T> : Router, IReceiver<T>
{
    public abstract void Receive(RecordBatch<T> batch);
}

/// <summary>A router that gathers a batch for each channel: small ones where there are many, because every sender has one for every receiver.</summary>
/// <param name="channels">The channels.</param>
/// <param name="carriesTime">Whether every batch that is sent says how far event time is before each record.</param>
internal abstract class GatheringRouter<T>(IReadOnlyList<IChannel> channels, bool carriesTime) : Router<T>
{
    /// <summary>How many channels have full batches.</summary>
    private const int MaxFull = 16;

    private readonly IChannel[] _channels = [.. channels];
    private readonly int _capacity = channels.Count > MaxFull ? RecordBatch.SmallCapacity : RecordBatch.DefaultCapacity;
    private readonly RecordBatch<T>?[] _batches = new RecordBatch<T>?[channels.Count];

    public override bool HasBuffered => Array.Exists(_batches, batch => batch is { Count: > 0 });

    protected bool CarriesTime => carriesTime;

    protected int ChannelCount => _channels.Length;

    public override void Flush()
    {
        for (var channel = 0; channel < _batches.Length; channel++)
        {
            if (_batches[channel] is { Count: > 0 } batch)
            {
                _batches[channel] = null;
                _channels[channel].Send(batch);
            }
        }
    }

    /// <summary>Sends a whole batch through a channel, behind what is gathered for it.</summary>
    protected void SendWhole(int channel, RecordBatch<T> batch)
    {
        if (_batches[channel] is { Count: > 0 } gathered)
        {
            _batches[channel] = null;
            _channels[channel].Send(gathered);
        }

        if (carriesTime)
        {
            batch.AddWatermarks();
        }

        _channels[channel].Send(batch);
    }

    /// <summary>The batch that is being gathered for a channel; has room for at least one record.</summary>
    protected RecordBatch<T> Gathering(int channel) => _batches[channel] ??= Rent();

    /// <summary>Sends the full batch of a channel and begins the next.</summary>
    protected RecordBatch<T> SendFull(int channel)
    {
        _channels[channel].Send(_batches[channel]!);
        return _batches[channel] = Rent();
    }

    /// <summary>
    /// Gathers each record for its channel. What a row was and what it is stay together where both go to one subtask; otherwise it is
    /// gone from the one, and new to the other.
    /// </summary>
    /// <param name="batch">The records; their kinds may be changed.</param>
    /// <param name="channelOf">The channel of each.</param>
    protected void Scatter(RecordBatch<T> batch, ReadOnlySpan<int> channelOf)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            var channel = channelOf[i];
            var target = Gathering(channel);
            if (batch.HasKinds)
            {
                var kinds = batch.KindArray;
                if (batch.IsPair(i))
                {
                    if (channelOf[i + 1] != channel)
                    {
                        (kinds[i], kinds[i + 1]) = (RowKind.Delete, RowKind.Insert);
                    }
                    else if (target.Count == target.Capacity - 1)
                    {
                        target = SendFull(channel);
                    }
                }
                else if (kinds[i] == RowKind.UpdateBefore)
                {
                    // It would be one with what comes next to the same subtask.
                    kinds[i] = RowKind.Delete;
                }
            }

            target.AppendFrom(batch, i);
            if (target.IsFull)
            {
                SendFull(channel);
            }
        }
    }

    private RecordBatch<T> Rent()
    {
        var batch = RecordBatch<T>.Rent(_capacity);
        if (carriesTime)
        {
            batch.AddWatermarks();
        }

        return batch;
    }
}
