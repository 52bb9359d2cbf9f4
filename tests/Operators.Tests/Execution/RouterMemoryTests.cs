using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Plans;

namespace AkkaStreamProc.Operators.Tests.Execution;

/// <summary>What a shuffle takes of the heap, measured while nothing else runs in the process.</summary>
[Collection(nameof(RouterMemoryTests))]
[CollectionDefinition(nameof(RouterMemoryTests), DisableParallelization = true)]
public class RouterMemoryTests
{
    private sealed record Order(long Shop);

    [Fact]
    public void Shuffle_between_64_and_64_subtasks_gathers_in_at_most_16_MiB()
    {
        const int subtasks = 64;
        var partitioning = new HashPartitioning<Order, long>(o => o.Shop);
        var orders = Enumerable.Range(0, 2048).Select(shop => (new Order(shop), 0L)).ToList();
        var routers = new List<Router<Order>>();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var sender = 0; sender < subtasks; sender++)
        {
            var channels = Enumerable.Range(0, subtasks).Select(_ => new RecordingChannel<Order>()).ToList();
            var router = partitioning.CreateRouter<Order>(channels, new TestRuntime().Context(subtask: sender, parallelism: subtasks, maxParallelism: 128));
            router.Receive(Feeding.Batch(orders));
            routers.Add(router);
        }

        var held = GC.GetTotalMemory(forceFullCollection: true) - before;

        routers.ShouldAllBe(router => router.HasBuffered);
        held.ShouldBeInRange(1, 16 * 1024 * 1024);
    }
}
