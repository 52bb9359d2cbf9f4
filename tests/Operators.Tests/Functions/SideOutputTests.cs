using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Faults;
using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Streams;
using AkkaStreamProc.Operators.Tests.Execution;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Tests.Functions;

public class SideOutputTests
{
    private static readonly OutputTag<string> Odd = new("odd");
    private static readonly OutputTag<long> Squares = new("squares");

    [Fact]
    public void Records_come_out_of_the_output_of_their_tag_with_the_timestamp_at_hand()
    {
        var op = Create(out var stream, s => (s.Side(Odd), s.Side(Squares)));
        var (results, odd, squares) = (Collector<long>.Of(op), Collector<string>.Of(op, stream.Side(Odd).Output), Collector<long>.Of(op, stream.Side(Squares).Output));

        op.Feed((1L, 10L), (2L, 20L), (3L, 30L));

        results.Records.ShouldBe([(2, 20)]);
        odd.Records.ShouldBe([("1", 10), ("3", 30)]);
        squares.Records.ShouldBe([(1, 10), (4, 20), (9, 30)]);
    }

    [Fact]
    public void Output_that_nobody_uses_takes_nothing()
    {
        var op = Create(out var stream, s => s.Side(Odd));
        var (results, odd) = (Collector<long>.Of(op), Collector<string>.Of(op, stream.Side(Odd).Output));

        op.Feed((1L, 10L), (2L, 20L));

        op.Outputs.Count.ShouldBe(3, "results, failed and the one side output");
        results.Values.ShouldBe([2]);
        odd.Values.ShouldBe(["1"]);
    }

    [Fact]
    public void What_a_call_that_throws_has_emitted_is_taken_back_from_side_outputs_too()
    {
        var op = Create(out var stream, s => s.OnError(ErrorPolicy.Skip).Side(Squares));
        var squares = Collector<long>.Of(op, stream.Side(Squares).Output);

        op.Feed((1L, 10L), (-1L, 20L), (2L, 30L));

        squares.Records.ShouldBe([(1, 10), (4, 30)]);
        op.Counters.Skipped.ShouldBe(1);
    }

    [Fact]
    public void Failed_timers_come_out_before_a_storm_pauses_for_a_barrier()
    {
        var op = Create(out var stream, s => s.Failed, hasRoom: () => false);
        var failed = Collector<FailedRecord<long>>.Of(op, stream.Failed.Output);
        op.Feed(Enumerable.Range(0, 1_000).Select(i => (2L * i, 10L + i)));
        Feeding.Complete(op.Continue);

        op.OnWatermark(2_000).ShouldBeFalse("there is no room");

        failed.Records.Count.ShouldBeGreaterThan(0);
        failed.Records.Count.ShouldBe((int)op.Counters.Diverted);
    }

    [Fact]
    public void More_than_a_batch_comes_out_complete()
    {
        var op = Create(out var stream, s => s.Side(Squares));
        var squares = Collector<long>.Of(op, stream.Side(Squares).Output);
        const int Many = 3 * Operators.Batches.RecordBatch.DefaultCapacity / 2;

        op.Feed(Enumerable.Range(0, Many / 2).Select(i => (2L * i, (long)i)));
        op.Feed(Enumerable.Range(0, Many).Select(i => (2L * i, (long)i)));

        squares.Values.Count().ShouldBe(Many / 2 + Many);
    }

    [Fact]
    public void Tags_of_one_name_and_type_are_the_same_and_of_another_type_are_refused()
    {
        Create(out var stream, s => s.Side(Odd));

        stream.Side(new OutputTag<string>("odd")).Output.ShouldBe(stream.Side(Odd).Output);
        Should.Throw<StreamProcessingException>(() => stream.Side(new OutputTag<int>("odd"))).Message
            .ShouldBe("Two side outputs are named 'odd', one of String and one of Int32. Give each a name of its own.");
    }

    [Theory]
    [InlineData("")]
    [InlineData("failed")]
    [InlineData("records")]
    [InlineData("bad")]
    public void Names_of_outputs_that_every_operator_has_are_refused(string name) =>
        Should.Throw<StreamProcessingException>(() => new OutputTag<int>(name));

    [Fact]
    public void Operator_that_is_no_function_has_none() =>
        Should.Throw<StreamProcessingException>(() => new JobBuilder("job").FromSource(new IdleSource<long>(), WatermarkStrategy<long>.None()).Map(x => x).Side(Odd))
            .Message.ShouldContain("The operator 'map' has no side output 'odd': only functions have them.");

    [Fact]
    public void Stream_that_is_used_after_the_job_was_built_belongs_to_the_next_build()
    {
        var job = new JobBuilder("job");
        var results = Declare(job);
        results.SinkTo(new IdleSink<long>());
        var before = job.Build();
        results.Side(Odd).SinkTo(new IdleSink<string>(), "odd");
        var after = job.Build();

        before.Create("process", new TestRuntime().Context("process")).Outputs.Count.ShouldBe(2);
        after.Create("process", new TestRuntime().Context("process")).Outputs.Count.ShouldBe(3);
        before.Plan.Edges.Count.ShouldBe(after.Plan.Edges.Count - 1);
    }

    private static StreamOperator Create(out OperatorStream<long, long> stream, Func<OperatorStream<long, long>, object> use, Func<bool>? hasRoom = null)
    {
        var job = new JobBuilder("job");
        stream = Declare(job);
        stream.SinkTo(new IdleSink<long>());
        use(stream);
        var context = new TestRuntime().Context("process");
        context.HasRoom = hasRoom ?? context.HasRoom;
        context.ErrorPolicy = stream.Declaration.ErrorPolicy;
        var op = job.Build().Create("process", context);
        op.OpenFresh();
        return op;
    }

    private static OperatorStream<long, long> Declare(JobBuilder job) =>
        job.FromSource(new IdleSource<long>(), WatermarkStrategy<long>.None()).KeyBy(x => x).Process(() => new Sorting());

    private sealed class Sorting : ProcessFunction<long, long, long>
    {
        public override void Process(long record, ProcessContext<long, long> context)
        {
            context.Emit(Squares, record * record);
            context.RegisterEventTimeTimer(context.Timestamp);
            if (record < 0)
            {
                throw new InvalidOperationException("Negative.");
            }

            if (record % 2 == 0)
            {
                context.Emit(record);
            }
            else
            {
                context.Emit(Odd, $"{record}");
            }
        }

        public override void OnTimer(long timestamp, ProcessContext<long, long> context) => throw new InvalidOperationException("No timers.");
    }
}
