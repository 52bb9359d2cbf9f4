using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Operators.Tests.Sources;

public class FetchQueueTests
{
    private readonly FetchQueue<int> _queue;
    private int _wakes;

    public FetchQueueTests() => _queue = new FetchQueue<int>(() => _wakes++, capacity: 2);

    [Fact]
    public void Fetches_come_out_in_their_order()
    {
        _queue.Put(Fetch(1));
        _queue.TryPut(Fetch(2)).ShouldBeTrue();

        TakeAll().ShouldBe([1, 2]);
    }

    [Fact]
    public void Full_queue_takes_no_more_until_one_is_taken()
    {
        _queue.Put(Fetch(1));
        _queue.Put(Fetch(2));
        _queue.TryPut(Fetch(3)).ShouldBeFalse();

        Take();

        _queue.TryPut(Fetch(4)).ShouldBeTrue();
        TakeAll().ShouldBe([2, 4]);
    }

    [Fact]
    public void Consumer_that_found_nothing_is_woken_once()
    {
        Take();
        _queue.Put(Fetch(1));
        _queue.Put(Fetch(2));

        _wakes.ShouldBe(1);
    }

    [Fact]
    public void Producer_is_cancelled_when_the_queue_is_disposed()
    {
        _queue.Put(Fetch(1));
        _queue.Put(Fetch(2));
        _queue.Dispose();

        Should.Throw<OperationCanceledException>(() => _queue.Put(Fetch(3)));
        _queue.Disposed.IsCancellationRequested.ShouldBeTrue();
    }

    private static SourceFetch<int> Fetch(int position) => new(new OffsetSplit("a", position), null);

    private bool Take() => _queue.TryTake(out _);

    private List<long> TakeAll()
    {
        var positions = new List<long>();
        while (_queue.TryTake(out var fetch))
        {
            positions.Add(((OffsetSplit)fetch.Split).Position);
        }

        return positions;
    }
}
