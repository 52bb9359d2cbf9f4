using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Simulation.Tests.Faults;

/// <summary>A record that is changed in place after it was emitted fails the history, with the name of the operator.</summary>
public sealed class ChangedRecordTests
{
    private sealed class Order
    {
        public int Id { get; set; }

        public decimal Price { get; set; }
    }

    [Fact]
    public void Branch_that_changes_the_records_of_the_other_is_named()
    {
        Failure(orders =>
        {
            orders.Map(o => Discount(o), "discount").Map(o => o.Price, "price").SinkTo(new CollectingSink<decimal>(), "discounted");
            orders.Map(o => o.Price, "original").SinkTo(new CollectingSink<decimal>(), "full");
        }).ShouldContain("The operator 'discount'");
    }

    [Fact]
    public void Function_that_emits_its_state_and_goes_on_changing_it_is_named() =>
        Failure(orders => orders.KeyBy(o => o.Id % 2).Reduce((sum, o) => Add(sum, o), "sum").Map(o => o.Price, "price").SinkTo(new CollectingSink<decimal>(), "sums"))
            .ShouldContain("The operator 'sum'");

    [Fact]
    public void Function_behind_a_shuffle_that_changes_what_state_keeps_is_named() =>
        Failure(orders => orders.KeyBy(o => o.Id % 2).Process(() => new EmitsPrevious(), "previous").Map(o => Discount(o).Price, "scale").SinkTo(new CollectingSink<decimal>(), "scaled"))
            .ShouldContain("The operator 'scale' changed in place a record that the operator");

    [Fact]
    public void Job_that_makes_new_objects_is_left_alone() =>
        Run(orders =>
        {
            orders.Map(o => new Order { Id = o.Id, Price = o.Price / 2 }, "discount").Map(o => o.Price, "price").SinkTo(new CollectingSink<decimal>(), "discounted");
            orders.KeyBy(o => o.Id % 2).Reduce((sum, o) => new Order { Id = o.Id, Price = sum.Price + o.Price }, "sum").SinkTo(new CollectingSink<Order>(), "sums");
        });

    private static Order Discount(Order order)
    {
        order.Price *= 0.5m;
        return order;
    }

    private static Order Add(Order sum, Order order)
    {
        sum.Price += order.Price;
        return sum;
    }

    private static string Failure(Action<DataStream<Order>> declare) =>
        Should.Throw<SimulationFailedException>(() => Run(declare)).InnerException.ShouldBeOfType<StreamProcessingException>().Message;

    private static void Run(Action<DataStream<Order>> declare)
    {
        var orders = Enumerable.Range(0, 20).Select(i => new Order { Id = i, Price = 100 }).ToArray();
        JobGraph Build(int parallelism)
        {
            var job = new JobBuilder("orders") { Parallelism = parallelism, MaxParallelism = 16 };
            declare(job.FromSource(new CollectionSource<Order>([orders]), WatermarkStrategy<Order>.None()));
            return job.Build();
        }

        new JobSimulation(Build, new SimulationOptions { Seed = 1, MaxCrashes = 0, MaxFaults = 0, MaxRequests = 0 }).Run();
    }

    private sealed class EmitsPrevious : ProcessFunction<int, Order, Order>
    {
        private ValueState<Order> _previous = null!;

        public override void Open(StateDeclarations states) => _previous = states.Value<Order>("previous");

        public override void Process(Order record, ProcessContext<int, Order> context)
        {
            context.Emit(_previous.Value ?? record);
            _previous.Value = record;
        }
    }
}
