using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Tests.Execution;

namespace AkkaStreamProc.Operators.Tests.Faults;

/// <summary>Nothing stays of a call that throws where the operator goes on.</summary>
public class ProcessPolicyTests
{
    private readonly TestRuntime _runtime = new();

    [Fact]
    public void Call_that_throws_leaves_no_output_no_state_and_no_timer()
    {
        var (op, results, failed) = Create(ErrorPolicy.Divert, (f, record, context) =>
        {
            context.Emit($"before {record}");
            f.Total.Value += record;
            f.Total.Value += record;
            f.Text.Clear();
            context.RegisterEventTimeTimer(100 + record);
            context.DeleteEventTimeTimer(50);
            if (record < 0)
            {
                throw new InvalidOperationException("Negative.");
            }

            f.Text.Value = "set";
            context.RegisterEventTimeTimer(50);
            context.Emit($"total {f.Total.Value} {f.Text.HasValue}");
        });

        op.Feed((1, 10L), (-5, 11L), (-6, 12L), (2, 13L));

        results.Take().Select(r => r.Value).ShouldBe(["before 1", "total 2 True", "before 2", "total 6 True"]);
        failed.Values.Select(f => (f.Record, f.Key, f.Error, f.Timestamp)).ShouldBe([(-5, "1", "Negative.", 11L), (-6, "1", "Negative.", 12L)]);
        op.Counters.Diverted.ShouldBe(2);

        Feeding.Complete(() => op.OnWatermark(1000));
        results.Values.ShouldBe(["timer 50", "timer 101", "timer 102"]);
    }

    [Fact]
    public void State_that_was_there_before_a_failing_call_is_there_behind_it()
    {
        var (op, results, _) = Create(ErrorPolicy.Skip, (f, record, context) =>
        {
            if (record == 0)
            {
                f.Total.Clear();
                f.Total.Value = 77;
                f.Total.Clear();
                throw new InvalidOperationException("Zero.");
            }

            f.Total.Value += record;
            context.Emit($"{f.Total.Value}");
        });

        op.Feed((5, 0L), (0, 0L), (6, 0L));

        results.Values.ShouldBe(["5", "11"]);
        op.Counters.Skipped.ShouldBe(1);
    }

    [Fact]
    public void Timer_that_throws_is_diverted_without_a_record_and_has_fired()
    {
        var (op, results, failed) = Create(
            ErrorPolicy.Divert,
            (_, record, context) => context.RegisterEventTimeTimer(record),
            (f, timestamp, context) =>
            {
                f.Total.Value++;
                context.Emit("half");
                if (timestamp == 7)
                {
                    throw new InvalidOperationException("Seven.");
                }

                context.Emit($"{f.Total.Value}");
            });
        op.Feed((6, 0L), (7, 0L), (8, 0L));

        Feeding.Complete(() => op.OnWatermark(100));
        Feeding.Complete(() => op.OnWatermark(200));

        results.Values.ShouldBe(["half", "1", "half", "2"]);
        var only = failed.Values.ShouldHaveSingleItem();
        (only.Text, only.Key, only.Error, only.Timestamp).ShouldBe(("the timer at 7", "1", "Seven.", 7L));
    }

    [Fact]
    public void Timer_that_throws_fails_the_attempt_with_its_key()
    {
        var (op, _, _) = Create(
            ErrorPolicy.Fail, (_, record, context) => context.RegisterEventTimeTimer(record), (_, _, _) => throw new InvalidOperationException("No."));
        op.Feed((6, 0L));

        Should.Throw<UserFunctionException>(() => op.OnWatermark(100)).Message
            .ShouldStartWith("The operator 'process' failed for the timer at 6 with the key «1»: InvalidOperationException: No.");
    }

    [Fact]
    public void More_output_than_a_batch_holds_is_taken_back_as_well()
    {
        var (op, results, _) = Create(ErrorPolicy.Skip, (_, record, context) =>
        {
            for (var i = 0; i < 5000; i++)
            {
                context.Emit($"{record}");
            }

            if (record == 2)
            {
                throw new InvalidOperationException("Two.");
            }
        });

        op.Feed((1, 0L), (2, 0L), (3, 0L));

        results.Values.Distinct().ShouldBe(["1", "3"]);
        results.Records.Count.ShouldBe(10_000);
    }

    [Fact]
    public void Context_and_state_refuse_outside_of_a_call()
    {
        ProcessContext<int, string>? kept = null;
        ValueState<long>? state = null;
        var fromThread = new List<Exception?>();
        var (op, _, _) = Create(ErrorPolicy.Fail, (f, _, context) =>
        {
            (kept, state) = (context, f.Total);
            var other = new Thread(() => fromThread.AddRange(Refusals(context, f.Total)));
            other.Start();
            other.Join();
        });
        op.Feed((1, 0L));

        List<Exception?> later = [.. Refusals(kept!, state!)];

        foreach (var refusal in later.Concat(fromThread))
        {
            refusal.ShouldBeOfType<StreamProcessingException>().Message.ShouldContain("The function of the operator 'process' uses its context or its state outside of a call");
        }

        (later.Count, fromThread.Count).ShouldBe((7, 7));
    }

    private static IEnumerable<Exception?> Refusals(ProcessContext<int, string> context, ValueState<long> state) =>
    [
        Record.Exception(() => context.Emit("x")),
        Record.Exception(() => context.RegisterEventTimeTimer(1)),
        Record.Exception(() => context.DeleteEventTimeTimer(1)),
        Record.Exception(() => context.RegisterProcessingTimeTimer(1)),
        Record.Exception(() => state.Value = 1),
        Record.Exception(() => state.Value.ToString(null, null)),
        Record.Exception(state.Clear),
    ];

    private (StreamOperator Op, Collector<string> Results, Collector<FailedRecord<int>> Failed) Create(
        ErrorPolicy policy,
        Action<Function, int, ProcessContext<int, string>> process,
        Action<Function, long, ProcessContext<int, string>>? onTimer = null)
    {
        var job = new JobBuilder("job");
        job.FromSource(new IdleSource<int>(), WatermarkStrategy<int>.None()).KeyBy(_ => 1)
            .Process(() => new Function(process, onTimer ?? ((_, timestamp, context) => context.Emit($"timer {timestamp}")))).SinkTo(new IdleSink<string>());
        var context = new OperatorContext(_runtime, "job", "process", 0, 1, 128) { ErrorPolicy = policy };
        var op = job.Build().Create("process", context);
        op.OpenFresh();
        return (op, Collector<string>.Of(op), Collector<FailedRecord<int>>.Of(op, output: 1));
    }

    private sealed class Function(
        Action<Function, int, ProcessContext<int, string>> process, Action<Function, long, ProcessContext<int, string>> onTimer) : ProcessFunction<int, int, string>
    {
        public ValueState<long> Total { get; private set; } = null!;

        public ValueState<string> Text { get; private set; } = null!;

        public override void Open(StateDeclarations states) => (Total, Text) = (states.Value<long>("total"), states.Value<string>("text"));

        public override void Process(int record, ProcessContext<int, string> context) => process(this, record, context);

        public override void OnTimer(long timestamp, ProcessContext<int, string> context) => onTimer(this, timestamp, context);
    }
}
