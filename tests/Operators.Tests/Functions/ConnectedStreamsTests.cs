using AkkaStreamProc.Operators.Faults;
using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Streams;
using AkkaStreamProc.Operators.Tests.Execution;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Tests.Functions;

public class ConnectedStreamsTests
{
    public sealed record Order(string Id, decimal Amount);

    public sealed record Payment(string OrderId);

    [Fact]
    public void Records_of_both_share_the_state_of_their_key()
    {
        var job = new JobBuilder("job");
        Declare(job).SinkTo(new IdleSink<string>());
        var op = job.Build().Create("co-process", new TestRuntime().Context("co-process"));
        op.OpenFresh();
        var results = Collector<string>.Of(op);

        op.Feed(
            (Either<Order, Payment>.OfFirst(new Order("a", 5)), 1L),
            (Either<Order, Payment>.OfSecond(new Payment("b")), 2L),
            (Either<Order, Payment>.OfSecond(new Payment("a")), 3L),
            (Either<Order, Payment>.OfFirst(new Order("b", 7)), 4L));

        results.Records.ShouldBe([("a paid 5", 3), ("b paid 7", 4)]);
    }

    [Fact]
    public void Both_come_by_the_hash_of_the_same_key_into_one_input()
    {
        var job = new JobBuilder("job") { Parallelism = 2 };
        Declare(job).SinkTo(new IdleSink<string>());

        var plan = job.Build().Plan;

        plan.Edges.Where(e => e.To == "co-process").Select(e => (e.Kind, e.Input)).ShouldBe([(EdgeKind.Hash, 0), (EdgeKind.Hash, 0)]);
    }

    [Fact]
    public void Record_that_fails_is_told_as_itself()
    {
        var job = new JobBuilder("job");
        Declare(job).SinkTo(new IdleSink<string>());
        var op = job.Build().Create("co-process", new TestRuntime().Context("co-process"));
        op.OpenFresh();

        Should.Throw<UserFunctionException>(() => op.Feed((Either<Order, Payment>.OfFirst(new Order("a", -1)), 1L))).Message
            .ShouldStartWith("The operator 'co-process' failed for the record «Order { Id = a, Amount = -1 }» with the key «a»");
    }

    [Fact]
    public void Streams_of_two_jobs_are_refused() =>
        Should.Throw<StreamProcessingException>(() => Payments(new JobBuilder("one")).Connect(Payments(new JobBuilder("other"))))
            .Message.ShouldBe("A stream of the job 'other' cannot be connected with one of the job 'one'. Declare both with the same JobBuilder.");

    [Fact]
    public void Factory_that_returns_one_function_twice_is_refused()
    {
        var job = new JobBuilder("job");
        var only = new Paid();

        Should.Throw<StreamProcessingException>(() => Orders(job).Connect(Payments(job)).Process(() => only))
            .Message.ShouldContain("The factory of the operator 'co-process' returned a Paid that the operator 'co-process' uses already.");
    }

    private static OperatorStream<Either<Order, Payment>, string> Declare(JobBuilder job) => Orders(job).Connect(Payments(job)).Process(() => new Paid());

    private static KeyedStream<Order, string> Orders(JobBuilder job) => job.FromSource(new IdleSource<Order>(), WatermarkStrategy<Order>.None(), "orders").KeyBy(o => o.Id);

    private static KeyedStream<Payment, string> Payments(JobBuilder job) =>
        job.FromSource(new IdleSource<Payment>(), WatermarkStrategy<Payment>.None(), "payments").KeyBy(p => p.OrderId);

    private sealed class Paid : CoProcessFunction<string, Order, Payment, string>
    {
        private ValueState<decimal?> _amount = null!;
        private ValueState<bool> _isPaid = null!;

        public override bool UsesEventTime => false;

        public override void Open(StateDeclarations states)
        {
            _amount = states.Value<decimal?>("amount");
            _isPaid = states.Value<bool>("is-paid");
        }

        public override void ProcessFirst(Order record, ProcessContext<string, string> context)
        {
            _amount.Value = record.Amount >= 0 ? record.Amount : throw new InvalidOperationException("Negative.");
            Tell(context);
        }

        public override void ProcessSecond(Payment record, ProcessContext<string, string> context)
        {
            _isPaid.Value = true;
            Tell(context);
        }

        private void Tell(ProcessContext<string, string> context)
        {
            if (_isPaid.Value && _amount.Value is { } amount)
            {
                context.Emit($"{context.Key} paid {amount}");
            }
        }
    }
}
