using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Faults;
using AkkaStreamProc.Operators.Fusion;

namespace AkkaStreamProc.Operators.Execution;

/// <summary>Sends every record to the subtask that the user's function says.</summary>
/// <param name="channels">The channels, one for each subtask.</param>
/// <param name="keyLoop">Computes the keys of a batch.</param>
/// <param name="partitioner">From the key and the number of subtasks to one of them, from 0 on.</param>
/// <param name="context">The operator that sends.</param>
internal sealed class CustomRouter<T, TKey>(IReadOnlyList<IChannel> channels, ColumnLoop<T, TKey> keyLoop, Func<TKey, int, int> partitioner, OperatorContext context)
    : GatheringRouter<T>(channels, context.CarriesTime)
{
    private readonly Column<T, TKey> _keys = new(keyLoop, "the key", context);
    private int[] _channels = new int[RecordBatch.DefaultCapacity];

    public override void Receive(RecordBatch<T> batch)
    {
        if (CarriesTime)
        {
            batch.AddWatermarks();
        }

        var keys = _keys.Fill(batch);
        if (_channels.Length < batch.Count)
        {
            _channels = new int[batch.Capacity];
        }

        for (var i = 0; i < batch.Count; i++)
        {
            _channels[i] = ChannelOf(keys[i], batch, i);
        }

        Scatter(batch, _channels);
        batch.Return();
    }

    private int ChannelOf(TKey key, RecordBatch<T> batch, int index)
    {
        int channel;
        try
        {
            channel = partitioner(key, ChannelCount);
        }
        catch (Exception e) when (FailedRecords<T>.IsOfRecord(e))
        {
            throw new UserFunctionException(
                context.OperatorName, $"the subtask for the record «{RecordText.Short(batch.Values[index])}»", null, context.PositionOf(), e);
        }

        return (uint)channel < (uint)ChannelCount ? channel : throw new StreamProcessingException(
            $"The partitioner behind the operator '{context.OperatorName}' has answered {channel} for the key «{RecordText.Short(key)}», but there are {ChannelCount} subtasks, from 0 to {ChannelCount - 1}. Let it answer one of them, with a remainder of the number it is given.");
    }
}
