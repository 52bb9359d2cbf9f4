using AkkaStreamProc.Operators.Batches;

namespace AkkaStreamProc.Operators.Tests.Batches;

public class RecordBatchTests
{
    private sealed record Big(byte[] Bytes);

    [Fact]
    public void Slice_and_copy_are_batches_of_their_own()
    {
        var batch = RecordBatch<int>.Rent();
        for (var i = 0; i < 5; i++)
        {
            batch.Append(i, i * 10);
        }

        var slice = batch.Slice(1, 3);
        var copy = batch.Copy();
        batch.RemoveAt(1);

        slice.Values.ToArray().ShouldBe([1, 2, 3]);
        slice.Timestamps.ToArray().ShouldBe([10L, 20L, 30L]);
        copy.Values.ToArray().ShouldBe([0, 1, 2, 3, 4]);
    }

    [Fact]
    public void Returned_batch_comes_back_empty_and_holds_no_object()
    {
        var batch = RecordBatch<Big>.Rent();
        batch.Append(new Big([]), 1);
        var values = batch.ValueArray;

        batch.Return();

        values[0].ShouldBeNull();
        var again = RecordBatch<Big>.Rent();
        again.ShouldBeSameAs(batch);
        again.Count.ShouldBe(0);
    }

    [Theory]
    [InlineData(0, RecordBatch.SmallCapacity)]
    [InlineData(RecordBatch.SmallCapacity, RecordBatch.SmallCapacity)]
    [InlineData(RecordBatch.SmallCapacity + 1, RecordBatch.DefaultCapacity)]
    [InlineData(RecordBatch.DefaultCapacity, RecordBatch.DefaultCapacity)]
    public void Batch_has_the_smaller_of_two_sizes_that_fits_and_comes_back_to_the_pool_of_its_size(int wanted, int capacity)
    {
        var batch = RecordBatch<(int, RecordBatchTests?)>.Rent(wanted);

        batch.Capacity.ShouldBe(capacity);
        batch.Return();
        RecordBatch<(int, RecordBatchTests?)>.Rent(wanted).ShouldBeSameAs(batch);
    }

    [Fact]
    public void Batch_is_full_at_its_capacity_and_refuses_more()
    {
        var batch = RecordBatch<long>.Rent(RecordBatch.DefaultCapacity + 1);
        batch.Capacity.ShouldBe(RecordBatch.DefaultCapacity + 1);
        while (!batch.IsFull)
        {
            batch.Append(1, 1);
        }

        Should.Throw<IndexOutOfRangeException>(() => batch.Append(1, 1));
        batch.Count.ShouldBe(RecordBatch.DefaultCapacity + 1);
    }
}
