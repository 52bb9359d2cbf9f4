using AkkaStreamProc.Operators.Windows;
using AkkaStreamProc.TestKit;
using Microsoft.Extensions.Logging;

namespace AkkaStreamProc.Simulation.Tests.Harnesses;

public class HarnessTests
{
    private static readonly DateTimeOffset Noon = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    public sealed record Payment(string Card, decimal Amount);

    public sealed record Refund(string Of, decimal Amount);

    /// <summary>Tells a large payment within a minute of a small one; refuses those of nothing.</summary>
    private sealed class Fraud : ProcessFunction<string, Payment, string>
    {
        public static readonly OutputTag<Payment> Free = new("free");

        private ValueState<bool> _wasSmall = null!;

        public override void Open(StateDeclarations states) => _wasSmall = states.Value<bool>("was-small");

        public override void Process(Payment record, ProcessContext<string, string> context)
        {
            if (record.Amount == 0)
            {
                context.Emit(Free, record);
                return;
            }

            if (record.Amount < 0)
            {
                throw new InvalidOperationException("Negative.");
            }

            if (_wasSmall.Value && record.Amount > 500)
            {
                context.Emit($"{context.Key}: {record.Amount}");
            }

            _wasSmall.Value = record.Amount < 1;
            if (_wasSmall.Value)
            {
                context.RegisterEventTimeTimer(context.Timestamp + 60_000);
                context.RegisterProcessingTimeTimer(context.ProcessingTime + 3_600_000);
            }
        }

        public override void OnTimer(long timestamp, ProcessContext<string, string> context)
        {
            _wasSmall.Clear();
            if (context.TimerDomain == TimeDomain.ProcessingTime)
            {
                context.Emit($"{context.Key}: an hour has passed");
            }
        }
    }

    private sealed class Balance : CoProcessFunction<string, Payment, Refund, decimal>
    {
        private ValueState<decimal> _balance = null!;

        public override void Open(StateDeclarations states) => _balance = states.Value<decimal>("balance");

        public override void ProcessFirst(Payment record, ProcessContext<string, decimal> context) => context.Emit(_balance.Value += record.Amount);

        public override void ProcessSecond(Refund record, ProcessContext<string, decimal> context) => context.Emit(_balance.Value -= record.Amount);
    }

    public sealed record Limit(string Card, decimal Amount);

    private sealed class Limits : KeyedBroadcastFunction<string, Payment, Limit, string, string>
    {
        public override void Process(Payment record, IReadOnlyDictionary<string, Limit> broadcast, ProcessContext<string, string> context)
        {
            if (broadcast.TryGetValue(record.Card, out var limit) && record.Amount > limit.Amount)
            {
                context.Emit($"{record.Card}: {record.Amount} > {limit.Amount}");
            }
        }
    }

    private sealed class UnkeyedLimits : BroadcastFunction<Payment, Limit, string, string>
    {
        public override void Process(Payment record, IReadOnlyDictionary<string, Limit> broadcast, FunctionContext<string> context) =>
            context.Emit($"{context.SubtaskIndex}: {record.Amount} > {broadcast[record.Card].Amount}");
    }

    private sealed class Gathering : StreamFunction<Payment, string>
    {
        private ListState<string> _cards = null!;

        public override void Open(SubtaskStateDeclarations states) => _cards = states.SplitList<string>("cards");

        public override void Process(Payment record, FunctionContext<string> context)
        {
            _cards.Add(record.Card);
            context.Emit(string.Join(",", _cards.Order()));
        }
    }

    private sealed class Telling : ProcessFunction<string, Payment, string>
    {
        public override void Process(Payment record, ProcessContext<string, string> context)
        {
            context.Metrics.Counter("payments").Add();
            switch (record.Amount)
            {
                case 1:
                    context.Metrics.Gauge("payments");
                    break;
                case 2:
                    context.Metrics.Histogram("akkastreamproc.payments");
                    break;
                case 4:
                    context.Logger.LogWarning(new InvalidOperationException("Too even."), "{Amount} is even", record.Amount);
                    break;
                case 5:
                    context.Logger.LogInformation("{Amount} of {Subtasks}", record.Amount, context.Parallelism);
                    break;
            }

            context.Metrics.Gauge("last-amount").Set((double)record.Amount);
            context.Metrics.Histogram("amounts").Record((double)record.Amount);
        }
    }

    private sealed class TellingOnThreads : ProcessFunction<string, Payment, string>
    {
        public const int All = 8 * 500;

        public override void Process(Payment record, ProcessContext<string, string> context)
        {
            var (logger, numbers) = (context.Logger, context.Metrics.Histogram("numbers"));
            using var together = new Barrier(8);
            var threads = Enumerable.Range(0, 8).Select(first => new Thread(() =>
            {
                together.SignalAndWait();
                for (var number = first * 500; number < (first + 1) * 500; number++)
                {
                    logger.LogInformation("{Number}", number);
                    numbers.Record(number);
                }
            })).ToList();
            threads.ForEach(thread => thread.Start());
            threads.ForEach(thread => thread.Join());
        }
    }

    private sealed class AskingOnThread : ProcessFunction<string, Payment, string>
    {
        private string? Refusal { get; set; }

        public override void Process(Payment record, ProcessContext<string, string> context)
        {
            var thread = new Thread(() => Refusal = Should.Throw<StreamProcessingException>(() => context.Metrics).Message);
            thread.Start();
            thread.Join();
            context.Emit(Refusal!);
        }
    }

    private sealed class Closed(Func<int> close) : ProcessFunction<string, Payment, string>
    {
        public override void Process(Payment record, ProcessContext<string, string> context)
        {
        }

        public override void Close() => close();
    }

    private sealed class Idle : ProcessFunction<string, Payment, string>
    {
        public override void Process(Payment record, ProcessContext<string, string> context) => context.SetTimer("idle", context.Timestamp + 60_000);

        public override void OnTimer(long timestamp, ProcessContext<string, string> context) => context.Emit($"{context.Key}: {context.TimerName}");
    }

    private sealed class IdleTwice : ProcessFunction<string, Payment, string>
    {
        public override void Process(Payment record, ProcessContext<string, string> context)
        {
            var at = context.Timestamp + 60_000;
            context.SetTimer("idle", at);
            context.RegisterEventTimeTimer(at);
            context.SetTimer("over", at);
            context.SetTimer("asleep", context.ProcessingTime + 60_000, TimeDomain.ProcessingTime);
        }
    }

    [Fact]
    public void Function_is_tested_in_four_lines()
    {
        using var harness = Harness.For(() => new Fraud(), (Payment p) => p.Card);
        harness.Process(new Payment("c1", 0.5m), Noon);
        harness.Process(new Payment("c1", 700m), Noon.AddSeconds(30));
        harness.Output.ShouldBe(["c1: 700"]);
    }

    [Fact]
    public void Timers_fire_when_the_test_says_that_it_is_time()
    {
        using var harness = Harness.For(() => new Fraud(), (Payment p) => p.Card);
        harness.Process(new Payment("c1", 0.5m), Noon);
        harness.AdvanceWatermark(Noon.AddSeconds(60));
        harness.Process(new Payment("c1", 700m), Noon.AddSeconds(61));
        harness.Output.ShouldBeEmpty();

        harness.AdvanceClock(TimeSpan.FromMinutes(59));
        harness.Output.ShouldBeEmpty();
        harness.AdvanceClock(TimeSpan.FromMinutes(1));
        harness.Take().ShouldBe(["c1: an hour has passed"]);
        harness.Take().ShouldBeEmpty();
        harness.Results.ShouldHaveSingleItem().Timestamp.ShouldBe(harness.Now.ToUnixTimeMilliseconds());
    }

    [Fact]
    public void Checkpoint_goes_on_with_another_parallelism()
    {
        using var harness = Harness.For(() => new Fraud(), (Payment p) => p.Card);
        for (var card = 0; card < 50; card++)
        {
            harness.Process(new Payment($"c{card}", 0.5m), Noon);
        }

        var checkpoint = harness.Checkpoint();
        harness.AdvanceWatermark(Noon.AddSeconds(60));
        harness.Restore(checkpoint, parallelism: 3);
        for (var card = 0; card < 50; card++)
        {
            harness.Process(new Payment($"c{card}", 700m), Noon.AddSeconds(10));
        }

        harness.Output.Order().ShouldBe(Enumerable.Range(0, 50).Select(card => $"c{card}: 700").Order());
    }

    [Fact]
    public void Side_outputs_and_failed_records_are_seen()
    {
        using var harness = Harness.For(() => new Fraud(), (Payment p) => p.Card);
        var free = harness.Side(Fraud.Free);
        var failed = harness.Failed;
        harness.Process(new Payment("c1", 0), Noon);
        harness.Process(new Payment("c1", -1), Noon);

        free.ShouldBe([new Timestamped<Payment>(new Payment("c1", 0), Noon.ToUnixTimeMilliseconds())]);
        failed.ShouldHaveSingleItem().Record.ShouldBe(new Payment("c1", -1));
        Should.Throw<InvalidOperationException>(() => harness.Side(Fraud.Free)).Message.ShouldBe("The harness has begun; ask for side outputs and failed records before the first record.");
    }

    [Fact]
    public void What_a_function_throws_is_thrown_where_it_was_called()
    {
        using var harness = Harness.For(() => new Fraud(), (Payment p) => p.Card);

        Should.Throw<UserFunctionException>(() => harness.Process(new Payment("c1", -1), Noon)).InnerException!.Message.ShouldBe("Negative.");
    }

    [Fact]
    public void Function_of_two_streams_is_tested_alike()
    {
        using var harness = Harness.For(() => new Balance(), (Payment p) => p.Card, (Refund r) => r.Of);
        harness.ProcessFirst(new Payment("c1", 10));
        harness.ProcessSecond(new Refund("c1", 3));
        harness.ProcessSecond(new Refund("c2", 3));

        harness.Output.ShouldBe([10, 7, -3]);
    }

    [Fact]
    public void Function_with_a_broadcast_state_is_tested_alike()
    {
        using var harness = Harness.For(() => new Limits(), (Payment p) => p.Card, (Limit l) => l.Card, l => l.Amount == 0);
        harness.Process(new Payment("c1", 10));
        harness.ProcessBroadcast(new Limit("c1", 5));
        harness.ProcessBroadcast(new Limit("c2", 5));
        harness.Process(new Payment("c1", 10));
        harness.Restore(harness.Checkpoint(), parallelism: 3);
        harness.ProcessBroadcast(new Limit("c2", 0));
        harness.Process(new Payment("c1", 6));
        harness.Process(new Payment("c2", 6));

        harness.Output.ShouldBe(["c1: 10 > 5", "c1: 6 > 5"]);
        for (var subtask = 0; subtask < 3; subtask++)
        {
            harness.BroadcastState(subtask).ShouldHaveSingleItem().Value.ShouldBe(new Limit("c1", 5));
        }
    }

    [Fact]
    public void Function_with_a_broadcast_state_and_without_keys_is_tested_alike()
    {
        using var harness = Harness.For(() => new UnkeyedLimits(), (Limit l) => l.Card);
        var failed = harness.Failed;
        harness.ProcessBroadcast(new Limit("c1", 5));
        harness.Restore(harness.Checkpoint(), parallelism: 2);
        harness.Process(new Payment("c1", 6));
        harness.Process(new Payment("c1", 7));
        harness.ProcessBroadcast(null!);

        harness.Output.ShouldBe(["0: 6 > 5", "1: 7 > 5"]);
        failed.ShouldHaveSingleItem().ErrorType.ShouldBe(typeof(NullReferenceException).FullName);
    }

    [Fact]
    public void What_a_function_tells_of_itself_is_read()
    {
        using var harness = Harness.For(() => new Telling(), (Payment p) => p.Card);
        harness.Process(new Payment("c1", 3));
        harness.Process(new Payment("c2", 4));
        harness.Restore(harness.Checkpoint(), parallelism: 2);
        harness.Process(new Payment("c1", 5));

        harness.Counter("payments").ShouldBe(3);
        harness.Counter("others").ShouldBe(0);
        harness.Gauge("last-amount").ShouldBe([5]);
        harness.Histogram("amounts").ShouldBe([3, 4, 5]);
        harness.Log.Select(entry => $"{entry.Level} {entry.Text} {entry.Exception?.Message}").ShouldBe(["Warning 4 is even Too even.", "Information 5 of 2 "]);
    }

    [Fact]
    public void What_a_function_tells_of_itself_on_other_threads_is_read_whole()
    {
        using var harness = Harness.For(() => new TellingOnThreads(), (Payment p) => p.Card);

        harness.Process(new Payment("c1", 3));

        harness.Log.Count.ShouldBe(TellingOnThreads.All);
        harness.Histogram("numbers").Order().ShouldBe(Enumerable.Range(0, TellingOnThreads.All).Select(number => (double)number));
    }

    [Fact]
    public void Metrics_are_asked_for_within_a_call_on_its_thread()
    {
        using var harness = Harness.For(() => new AskingOnThread(), (Payment p) => p.Card);

        harness.Process(new Payment("c1", 3));

        harness.Output.ShouldHaveSingleItem().ShouldContain("outside of a call: on another thread");
    }

    [Fact]
    public void Function_that_cannot_be_closed_keeps_no_other_open()
    {
        var closed = 0;
        var harness = Harness.For(() => new Closed(() => ++closed == 3 ? throw new InvalidOperationException("Still open.") : closed), (Payment p) => p.Card);
        harness.Restore(harness.Checkpoint(), parallelism: 4);
        closed.ShouldBe(2, "one that said what it declares, and the first");

        Should.Throw<InvalidOperationException>(harness.Dispose).Message.ShouldBe("Still open.");

        closed.ShouldBe(6);
    }

    [Fact]
    public void Metric_has_one_kind_and_a_name()
    {
        using var harness = Harness.For(() => new Telling(), (Payment p) => p.Card);

        Should.Throw<StreamProcessingException>(() => harness.Process(new Payment("c1", 1))).Message
            .ShouldBe("The function of 'process' has the metric 'payments' as a FunctionCounter and as a FunctionGauge. Give each a name of its own.");
        Should.Throw<StreamProcessingException>(() => harness.Process(new Payment("c1", 2))).Message
            .ShouldStartWith("The function of 'process' cannot have a metric named 'akkastreamproc.payments'");
    }

    [Fact]
    public void Timer_with_a_name_is_moved()
    {
        using var harness = Harness.For(() => new Idle(), (Payment p) => p.Card);
        harness.Process(new Payment("c1", 1), Noon);
        harness.Process(new Payment("c1", 1), Noon.AddSeconds(30));
        harness.AdvanceWatermark(Noon.AddSeconds(60));
        harness.Output.ShouldBeEmpty();
        harness.AdvanceWatermark(Noon.AddSeconds(90));

        harness.Output.ShouldBe(["c1: idle"]);
    }

    [Fact]
    public void Timers_are_told_by_their_names()
    {
        using var harness = Harness.For(() => new IdleTwice(), (Payment p) => p.Card);
        harness.Process(new Payment("c1", 1), Noon);
        HarnessTimer[] expected =
        [
            new(TimeDomain.EventTime, Noon.AddMinutes(1)),
            new(TimeDomain.EventTime, Noon.AddMinutes(1), "idle"),
            new(TimeDomain.EventTime, Noon.AddMinutes(1), "over"),
            new(TimeDomain.ProcessingTime, harness.Now.AddMinutes(1), "asleep"),
        ];

        harness.Timers("c1").ShouldBe(expected);
        harness.Timers("c2").ShouldBeEmpty();
        harness.Restore(harness.Checkpoint(), parallelism: 3);
        harness.Timers("c1").ShouldBe(expected);
    }

    [Fact]
    public void Function_without_keys_is_tested_alike()
    {
        using var harness = Harness.For(() => new Gathering());
        harness.Process(new Payment("c1", 1));
        harness.Process(new Payment("c2", 2));
        harness.Process(new Payment("c3", 3));
        harness.Restore(harness.Checkpoint(), parallelism: 2);
        harness.Process(new Payment("c4", 4));
        harness.Process(new Payment("c5", 5));

        harness.Take().ShouldBe(["c1", "c1,c2", "c1,c2,c3", "c1,c3,c5", "c2,c4"], ignoreOrder: true);
    }

    [Fact]
    public void Windows_are_tested_alike()
    {
        using var harness = Harness.For((Payment p) => p.Card, keyed => keyed.Window(TumblingWindows.OfEventTime(TimeSpan.FromMinutes(1))).Sum(p => p.Amount));
        harness.Process(new Payment("c1", 1), Noon);
        harness.Process(new Payment("c1", 2), Noon.AddSeconds(59));
        harness.Process(new Payment("c1", 4), Noon.AddSeconds(60));
        harness.AdvanceWatermark(Noon.AddSeconds(60));
        harness.Process(new Payment("c1", 8), Noon);

        harness.Output.ShouldHaveSingleItem().Value.ShouldBe(3);
        harness.LateCount.ShouldBe(1);
        harness.End();
        harness.Output.Count.ShouldBe(2);
    }

    [Fact]
    public void Windows_of_event_time_do_not_follow_the_clock()
    {
        using var harness = Harness.For(
            (Payment p) => p.Card, keyed => keyed.Window(TumblingWindows.OfEventTime(TimeSpan.FromMinutes(1))).AllowedLateness(TimeSpan.FromHours(1)).Sum(p => p.Amount));
        harness.Process(new Payment("c1", 1), harness.Now.AddSeconds(-30));
        harness.AdvanceClock(TimeSpan.FromHours(3));
        harness.Output.ShouldBeEmpty();
        harness.AdvanceWatermark(harness.Now);

        harness.Output.ShouldHaveSingleItem().Value.ShouldBe(1);
    }

    [Fact]
    public void Checkpoint_of_another_harness_brings_its_clock()
    {
        using var first = Harness.For(() => new Fraud(), (Payment p) => p.Card);
        first.AdvanceClock(TimeSpan.FromHours(5));
        first.Process(new Payment("c1", 0.5m), Noon);
        using var second = Harness.For(() => new Fraud(), (Payment p) => p.Card);
        second.Restore(first.Checkpoint());
        second.AdvanceClock(TimeSpan.FromMinutes(59));
        second.Output.ShouldBeEmpty();
        second.AdvanceClock(TimeSpan.FromMinutes(1));

        second.Output.ShouldBe(["c1: an hour has passed"]);
        second.Now.ShouldBe(first.Now.AddHours(1));
    }

    [Fact]
    public void Joins_are_tested_alike()
    {
        using var harness = Harness.For(
            (Payment p) => p.Card, (Refund r) => r.Of, both => both.Within(TimeSpan.Zero, TimeSpan.FromHours(1)).LeftJoin((payment, refund) => payment.Amount - (refund?.Amount ?? 0)));
        harness.ProcessFirst(new Payment("c1", 10), Noon);
        harness.ProcessFirst(new Payment("c2", 20), Noon);
        harness.ProcessSecond(new Refund("c1", 3), Noon.AddMinutes(5));
        harness.AdvanceWatermark(Noon.AddHours(1));

        harness.Output.ShouldBe([7, 20]);
    }

    [Fact]
    public void Harness_runs_one_operator() =>
        Should.Throw<StreamProcessingException>(() => Harness.For((Payment p) => p.Card, keyed => keyed.Process(() => new Fraud()).Map(text => text.Length)))
            .Message.ShouldBe("A harness runs one operator behind KeyBy, and 'map' stands behind another one. Make a harness for each, or run the job in a JobSimulation.");

    [Fact]
    public void Harness_runs_the_first_keyed_operator_only() =>
        Should.Throw<StreamProcessingException>(() => Harness.For((Payment p) => p.Card, keyed => keyed.Reduce((a, b) => b).KeyBy(p => p.Amount).Reduce((a, b) => b)))
            .Message.ShouldStartWith("A harness runs one operator behind KeyBy, and 'reduce' stands behind another one.");
}
