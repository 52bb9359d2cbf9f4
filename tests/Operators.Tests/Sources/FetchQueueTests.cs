using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Operators.Tests.Sources;

public sealed class FetchQueueTests
{
    private readonly FetchQueue<int> _queue;
    private int _woken;

    public FetchQueueTests() => _queue = new FetchQueue<int>(() => _woken++, capacity: 1);

    [Fact]
    public void Announced_splits_come_first_and_take_no_room_from_fetches()
    {
        _queue.Announce([Split("a"), Split("b"), Split("c")]);

        _queue.TryPut(new SourceFetch<int>(Split("a"), RecordBatch<int>.Rent())).ShouldBeTrue();
        _queue.TryPut(new SourceFetch<int>(Split("b"), RecordBatch<int>.Rent())).ShouldBeFalse();

        Take().Split.Id.ShouldBe("a");
        Take().Split.Id.ShouldBe("b");
        Take().Split.Id.ShouldBe("c");
        _queue.TryPut(new SourceFetch<int>(Split("b"), null)).ShouldBeFalse();
        Take().Batch.ShouldNotBeNull();
        _queue.TryPut(new SourceFetch<int>(Split("b"), null)).ShouldBeTrue();
    }

    [Fact]
    public void Queue_is_starting_until_splits_are_announced_even_if_there_are_none()
    {
        _queue.Take(out _).ShouldBe(ReadStatus.Starting);

        _queue.Announce([]);

        _queue.Take(out _).ShouldBe(ReadStatus.Waiting);
    }

    [Fact]
    public void Splits_cannot_be_announced_after_a_fetch()
    {
        _queue.TryPut(new SourceFetch<int>(Split("a"), null));

        Should.Throw<InvalidOperationException>(() => _queue.Announce([Split("b")]));
    }

    [Fact]
    public void Held_queue_gives_the_announced_splits_and_no_record_until_it_is_released()
    {
        _queue.Announce([Split("a")], holds: true);
        _queue.TryPut(new SourceFetch<int>(Split("a"), RecordBatch<int>.Rent())).ShouldBeTrue();

        Take().Batch.ShouldBeNull();
        _queue.Take(out _).ShouldBe(ReadStatus.Waiting);
        _woken.ShouldBe(0);
        _queue.Release();

        _woken.ShouldBe(1);
        Take().Batch.ShouldNotBeNull();
    }

    [Fact]
    public void Held_queue_does_not_end_before_it_is_released()
    {
        _queue.Announce([Split("a")], holds: true);
        _queue.MarkFinished();

        Take().Batch.ShouldBeNull();
        _queue.Take(out _).ShouldBe(ReadStatus.Waiting);
        _queue.Release();

        _queue.Take(out _).ShouldBe(ReadStatus.Finished);
    }

    private static SourceSplit Split(string id) => new(id, Ordinal: 0, Position: 0);

    private SourceFetch<int> Take()
    {
        _queue.Take(out var fetch).ShouldBe(ReadStatus.Data);
        return fetch;
    }
}
