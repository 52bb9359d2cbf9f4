using AkkaStreamProc.Operators.Batches;

namespace AkkaStreamProc.Actors.Specs.Support;

/// <summary>Batches of numbers.</summary>
internal static class Batches
{
    public static RecordBatch<int> Of(params int[] values)
    {
        var batch = RecordBatch<int>.Rent(values.Length);
        foreach (var value in values)
        {
            batch.Append(value, value);
        }

        return batch;
    }

    public static RecordBatch<int> OfSize(int count) => Of([.. Enumerable.Range(0, count)]);

    public static int[] Values(this RecordBatch batch) => ((RecordBatch<int>)batch).Values.ToArray();
}
