using AkkaStreamProc.Operators.Batches;

namespace AkkaStreamProc.Operators.Tests.Batches;

public class BatchWeightTests
{
    private sealed record Line(string Text, int[] Numbers, Line? Next);

    [Fact]
    public void Weight_of_values_without_references_is_exact_and_counts_columns()
    {
        var batch = RecordBatch<(long, int, int)>.Rent(3);
        batch.AppendRange([(1, 2, 3), (4, 5, 6)], 7);
        batch.EstimateBytes().ShouldBe(2 * (16 + 8));

        batch.AddWatermarks();
        batch.AddKinds();
        batch.EstimateBytes().ShouldBe(2 * (16 + 8 + 8 + 1));
    }

    [Fact]
    public void Weight_follows_the_lengths_of_texts()
    {
        var batch = RecordBatch<string?>.Rent(2000);
        for (var i = 0; i < 2000; i++)
        {
            batch.Append(i % 10 == 0 ? null : new string('x', 100 + (i % 100)), 1);
        }

        // Nine of ten texts have a header and two bytes for each of 150 characters; all have a reference and a timestamp.
        batch.EstimateBytes().ShouldBeInRange(2000 * 150, 2000 * 450);
    }

    [Fact]
    public void Weight_of_objects_counts_what_they_hold()
    {
        var batch = RecordBatch<Line>.Rent(1);
        batch.Append(new Line(new string('x', 1000), new int[500], new Line("y", [], null)), 1);

        batch.EstimateBytes().ShouldBeInRange(4000, 4400);
    }

    [Fact]
    public void Batch_without_records_weighs_nothing() => RecordBatch<Line>.Rent(1).EstimateBytes().ShouldBe(0);
}
