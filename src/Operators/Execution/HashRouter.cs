using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Fusion;
using AkkaStreamProc.Operators.Keys;

namespace AkkaStreamProc.Operators.Execution;

/// <summary>Sends every record to the subtask that owns the key group of its key.</summary>
internal sealed class HashRouter<T, TKey> : GatheringRouter<T>
    where TKey : notnull
{
    private readonly KeyColumn<T, TKey> _keys;
    private readonly int[] _channelOfGroup;
    private readonly RecordBatch<T>[] _gathering;
    private int[] _channelOfRecord = [];

    public HashRouter(IReadOnlyList<IChannel> channels, ColumnLoop<T, TKey> keyLoop, int maxParallelism, bool carriesTime = false, OperatorContext? context = null)
        : base(channels, carriesTime)
    {
        _keys = new KeyColumn<T, TKey>(keyLoop, context);
        _channelOfGroup = [.. Enumerable.Range(0, maxParallelism).Select(g => KeyGroupRange.OwnerOf(g, channels.Count, maxParallelism))];
        _gathering = new RecordBatch<T>[channels.Count];
    }

    public override void Receive(RecordBatch<T> batch)
    {
        if (ChannelCount == 1)
        {
            SendWhole(0, batch);
            return;
        }

        if (CarriesTime)
        {
            batch.AddWatermarks();
        }

        if (batch.HasKinds)
        {
            ScatterChanges(batch);
        }
        else if (CarriesTime)
        {
            ScatterWithTime(batch);
        }
        else
        {
            Scatter(batch);
        }

        batch.Return();
    }

    private void ScatterChanges(RecordBatch<T> batch)
    {
        var (_, hashes) = _keys.Fill(batch);
        if (_channelOfRecord.Length < batch.Count)
        {
            _channelOfRecord = new int[batch.Capacity];
        }

        for (var i = 0; i < batch.Count; i++)
        {
            _channelOfRecord[i] = _channelOfGroup[KeyGroups.Of(hashes[i], _channelOfGroup.Length)];
        }

        Scatter(batch, _channelOfRecord);
    }

    private void ScatterWithTime(RecordBatch<T> batch)
    {
        var (_, hashes) = _keys.Fill(batch);
        var (values, timestamps, watermarks) = (batch.ValueArray, batch.TimestampArray, batch.Watermarks);
        for (var i = 0; i < batch.Count; i++)
        {
            var channel = _channelOfGroup[KeyGroups.Of(hashes[i], _channelOfGroup.Length)];
            var target = Gathering(channel);
            target.Append(values[i], timestamps[i], watermarks[i]);
            if (target.IsFull)
            {
                SendFull(channel);
            }
        }
    }

    private void Scatter(RecordBatch<T> batch)
    {
        var count = batch.Count;
        var (_, hashes) = _keys.Fill(batch);
        var values = batch.ValueArray;
        var timestamps = batch.TimestampArray;
        var groups = _channelOfGroup;
        var gathering = _gathering;
        for (var channel = 0; channel < gathering.Length; channel++)
        {
            gathering[channel] = Gathering(channel);
        }

        for (var i = 0; i < count; i++)
        {
            var channel = groups[KeyGroups.Of(hashes[i], groups.Length)];
            var target = gathering[channel];
            target.Append(values[i], timestamps[i]);
            if (target.IsFull)
            {
                gathering[channel] = SendFull(channel);
            }
        }
    }
}
