using AkkaStreamProc.Connectors.Kafka;
using AkkaStreamProc.Connectors.Kafka.Internal.Source;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Kafka.Specs;

/// <summary>Positions over offsets without records, which only transactions and compaction leave behind.</summary>
public sealed class SplitReadingSpecs
{
    private readonly SplitReading<string> _reading = new(new KafkaPartition("t", 0), new OffsetSplit("t/0", Position: 5) { End = 10 });

    [Fact]
    public void End_of_partition_behind_the_last_record_finishes_a_split_whose_last_offsets_are_markers()
    {
        _reading.Append("a", timestamp: 1, offset: 7, bytes: 1);
        ((OffsetSplit)_reading.Take().Split).ShouldSatisfyAllConditions(s => s.Position.ShouldBe(8), s => s.IsFinished.ShouldBeFalse());

        _reading.MoveTo(10);

        _reading.HasChanged.ShouldBeTrue();
        var fetch = _reading.Take();
        fetch.Batch.ShouldBeNull();
        ((OffsetSplit)fetch.Split).ShouldSatisfyAllConditions(s => s.Position.ShouldBe(10), s => s.IsFinished.ShouldBeTrue());
    }

    [Fact]
    public void Record_behind_the_end_belongs_to_no_bounded_split()
    {
        _reading.Accepts(9).ShouldBeTrue();
        _reading.Accepts(10).ShouldBeFalse();
        _reading.Accepts(4).ShouldBeFalse();
    }

    [Fact]
    public void Split_that_was_restored_at_its_end_has_something_to_say_although_nothing_was_read()
    {
        var reading = new SplitReading<string>(new KafkaPartition("t", 0), new OffsetSplit("t/0", Position: 10) { End = 10 });

        reading.HasChanged.ShouldBeTrue();
        reading.Take().Split.IsFinished.ShouldBeTrue();
        reading.HasChanged.ShouldBeFalse();
    }

    [Fact]
    public void Fetch_of_large_records_is_full_before_its_batch_is()
    {
        _reading.Append("a", timestamp: 1, offset: 5, bytes: 600_000);
        _reading.IsFull.ShouldBeFalse();

        _reading.Append("b", timestamp: 1, offset: 6, bytes: 600_000);

        _reading.IsFull.ShouldBeTrue();
        _reading.Take().Batch!.Count.ShouldBe(2);
        _reading.IsFull.ShouldBeFalse();
    }
}
