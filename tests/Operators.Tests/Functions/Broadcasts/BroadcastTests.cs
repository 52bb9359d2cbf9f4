using AkkaStreamProc.Operators.Faults;
using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.Streams;
using AkkaStreamProc.Operators.Tests.Execution;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Tests.Functions.Broadcasts;

using Both = Either<(string Key, long Number), Rule>;

public class BroadcastTests
{
    [Fact]
    public void Rules_go_through_one_subtask_to_all_and_records_to_that_of_their_key()
    {
        var job = new JobBuilder("job") { Parallelism = 3 };
        BroadcastRun.Declare(job).SinkTo(new IdleSink<string>());

        var plan = job.Build().Plan;

        plan.Edges.Where(e => e.To == "limits").Select(e => (e.From, e.Kind)).ShouldBe([("record", EdgeKind.Hash), ("broadcast", EdgeKind.Broadcast)]);
        plan.Edges.Single(e => e.To == "broadcast").Kind.ShouldBe(EdgeKind.Rebalance);
        plan.Vertices.Single(v => v.Operators.Any(o => o.Name == "broadcast")).Parallelism.ShouldBe(1);
        plan.Vertices.Single(v => v.Operators.Any(o => o.Name == "limits")).Parallelism.ShouldBe(3);
    }

    [Fact]
    public void Records_without_keys_stay_where_they_are()
    {
        var job = new JobBuilder("job") { Parallelism = 3 };
        BroadcastRun.Records(job).WithParallelism(2).Connect(BroadcastRun.Rules(job).ToBroadcastState("rules", r => r.Id)).Process(() => new Unkeyed(), "limits").SinkTo(new IdleSink<string>());

        var graph = job.Build();

        graph.Plan.Edges.Where(e => e.To == "limits").Select(e => e.Kind).ShouldBe([EdgeKind.Forward, EdgeKind.Broadcast]);
        graph.Plan.Vertices.Single(v => v.Operators.Any(o => o.Name == "limits")).Parallelism.ShouldBe(2);
        graph.Shape.ShouldContain("with rules: copy of a map of Int32 to AkkaStreamProc.Operators.Tests.Functions.Broadcasts.Rule");
        graph.Shape.ShouldNotContain("timers");
    }

    [Fact]
    public void Function_without_keys_reads_the_rules_and_emits_what_it_takes_of_them()
    {
        var job = new JobBuilder("job");
        BroadcastRun.Records(job).Connect(BroadcastRun.Rules(job).ToBroadcastState("rules", r => r.Id)).Process(() => new Unkeyed(), "limits").SinkTo(new IdleSink<string>());
        var graph = job.Build();
        // The key that all records share belongs to another subtask; nothing is kept under it.
        for (var subtask = 0; subtask < 3; subtask++)
        {
            var op = graph.Create("limits", new TestRuntime().Context("limits", subtask, 3));
            op.OpenFresh();
            var results = Collector<string>.Of(op);
            op.Feed((Both.OfFirst(("a", 1)), 1L));
            op.Feed((Both.OfSecond(new Rule(1, 0)), 2L), (Both.OfSecond(new Rule(2, 0)), 2L));
            op.Feed((Both.OfFirst(("b", 1)), 3L));
            var restored = graph.Create("limits", new TestRuntime().Context("limits", subtask, 3));
            restored.OpenFrom([op.Save()]);
            var others = Collector<string>.Of(restored);
            restored.Feed((Both.OfFirst(("c", 1)), 4L));

            results.Records.ShouldBe([("a of 0", 1), ("b of 2", 3)]);
            others.Records.ShouldBe([("c of 2", 4)]);
        }
    }

    [Fact]
    public void Event_time_behind_a_restart_is_that_of_the_subtask_where_there_are_no_keys() => StreamFunctionTests
        .TimesBehindRestart(
            job => BroadcastRun.Records(job).Connect(job.FromSource(new CollectionSource<Rule>([new Rule(1, 1)]), WatermarkStrategy<Rule>.None()).ToBroadcastState("rules", r => r.Id)).Process(() => new AtTime(), "kept"),
            number => Both.OfFirst(("a", number)))
        .ShouldBe([[5], [100], [5], [5], [5]]);

    [Fact]
    public void Failed_rule_is_told_once_and_changes_nothing()
    {
        var run = new BroadcastRun(3, ErrorPolicy.Divert);
        run.Broadcast(new Rule(1, 5));

        run.Broadcast(new Rule(2, -1));

        run.TakeFailed().ShouldHaveSingleItem().Text.ShouldBe("Rule { Id = 2, Limit = -1, IsOff = False }");
        run.Checkpoint().ShouldAllBe(copy => copy.Keys.SequenceEqual(new[] { 1 }));
        run.Take().ShouldBeEmpty();
    }

    [Fact]
    public void Subtasks_that_do_not_count_what_fails_say_once_that_it_does()
    {
        var run = new BroadcastRun(3, ErrorPolicy.Skip);
        run.Broadcast(new Rule(1, 5));
        run.Notices.ShouldBeEmpty();

        run.Broadcast(new Rule(2, -1));
        run.Broadcast(new Rule(3, -1));

        run.Skipped.ShouldBe(2);
        run.Notices.ShouldBe(new[] { 1, 2 }.Select(subtask =>
            $"limits: A record of the broadcast stream failed in subtask {subtask}: «Rule {{ Id = 2, Limit = -1, IsOff = False }}», InvalidOperationException: Below zero. "
            + "Those that fail are counted or diverted by subtask 0, where they fail as well, or the copies of the broadcast state differ; this is said once."));
    }

    [Fact]
    public void Rule_that_fails_the_job_is_named() =>
        Should.Throw<UserFunctionException>(() => new BroadcastRun().Broadcast(new Rule(2, -1))).Message
            .ShouldStartWith("The operator 'limits' failed for the record «Rule { Id = 2, Limit = -1, IsOff = False }»");

    [Fact]
    public void Records_cannot_change_the_broadcast_state_by_a_cast() =>
        Refused((rules, context) => ((BroadcastState<int, Rule>)rules).Remove(1))
            .ShouldContain("changes the broadcast state for a record or timer of its own subtask");

    [Fact]
    public void Rules_cannot_touch_the_state_of_a_key()
    {
        ValueState<int> count = null!;
        Refused(states => count = states.Value<int>("count"), (rule, rules, context) => count.Value = 1)
            .ShouldContain("uses the state or the timers of a key for a record of the broadcast stream");
    }

    [Fact]
    public void Rules_cannot_register_timers_by_a_cast() =>
        Refused(states => { }, (rule, rules, context) => ((ProcessContext<string, string>)context).RegisterProcessingTimeTimer(1))
            .ShouldContain("uses the state or the timers of a key for a record of the broadcast stream");

    [Fact]
    public void Broadcast_state_is_nobodys_outside_of_calls()
    {
        IReadOnlyDictionary<int, Rule> kept = null!;
        Play(states => { }, (rule, rules, context) => kept = rules);

        Should.Throw<StreamProcessingException>(() => kept.Count).Message.ShouldContain("outside of a call");
        Should.Throw<StreamProcessingException>(() => kept.ToList()).Message.ShouldContain("outside of a call");
    }

    [Fact]
    public void Walk_does_not_go_on_in_another_call()
    {
        IEnumerator<KeyValuePair<int, Rule>>? walk = null;
        var message = Refused(states => { }, (rule, rules, context) =>
        {
            if (rule.Id == 2)
            {
                walk!.MoveNext();
            }

            rules.Apply(rule);
            walk ??= rules.GetEnumerator();
        });

        message.ShouldContain("is walked in another call");
    }

    [Fact]
    public void Walk_does_not_go_on_on_another_thread() => Play(states => { }, (rule, rules, context) =>
    {
        rules.Apply(rule);
        var walk = rules.GetEnumerator();
        Should.Throw<StreamProcessingException>(() => StreamFunctionTests.OnAnotherThread(() => walk.MoveNext())).Message.ShouldContain("outside of a call: on another thread");
    });

    [Fact]
    public void Entries_may_be_removed_and_not_added_while_they_are_walked()
    {
        var removed = 0;
        Play(states => { }, (rule, rules, context) =>
        {
            rules.Apply(rule);
            if (rule.Id == 2)
            {
                foreach (var entry in rules)
                {
                    removed += rules.Remove(entry.Key) ? 1 : 0;
                }

                rules.Count.ShouldBe(0);
                rules[5] = rule;
                Should.Throw<InvalidOperationException>(() =>
                {
                    foreach (var entry in rules)
                    {
                        rules[entry.Key + 1] = rule;
                    }
                }).Message.ShouldContain("was added to the broadcast state 'rules'");
            }
        });

        removed.ShouldBe(2);
    }

    [Fact]
    public void Source_that_may_be_silent_for_ever_is_refused_where_it_would_hold_event_time_back()
    {
        var job = new JobBuilder("job");
        var rules = BroadcastRun.Rules(job).Where(r => r.Id > 0);

        Should.Throw<StreamProcessingException>(() => Timed(BroadcastRun.Records(job), rules)).Message.ShouldBe(
            "The function 'timed' uses event time, and the source 'rules' of its broadcast stream 'rules' may be silent for ever, which would hold event time back as long. "
            + "Give the watermark strategy of 'rules' WithIdleness, with the time after which the others need not wait for it; or let UsesEventTime of the function return false.");
    }

    [Fact]
    public void Source_that_is_idle_some_time_or_ends_or_feeds_both_streams_is_not_refused()
    {
        var job = new JobBuilder("job");
        Timed(BroadcastRun.Records(job), job.FromSource(new IdleSource<Rule>(), WatermarkStrategy<Rule>.None().WithIdleness(TimeSpan.FromSeconds(1))));
        Timed(BroadcastRun.Records(job), job.FromSource(new CollectionSource<Rule>([new Rule(1, 1)]), WatermarkStrategy<Rule>.None()));
        var records = BroadcastRun.Records(job);
        Timed(records, records.Select(r => new Rule(0, r.Number)));
    }

    [Fact]
    public void Name_of_the_broadcast_state_is_its_own()
    {
        var job = new JobBuilder("job");
        KeyedBroadcastConnection<(string Key, long Number), string, Rule, int> connected = BroadcastRun.Records(job).KeyBy(r => r.Key).Connect(BroadcastRun.Rules(job).ToBroadcastState("count", r => r.Id));

        Should.Throw<StreamProcessingException>(() => connected.Process(() => new LimitFunction())).Message
            .ShouldStartWith("The state 'count' is declared twice in one operator");
        Should.Throw<StreamProcessingException>(() => BroadcastRun.Rules(job).ToBroadcastState(" ", r => r.Id)).Message.ShouldStartWith("A broadcast state cannot be named ' '");
    }

    [Fact]
    public void Types_that_cannot_be_kept_are_refused_when_the_job_is_built()
    {
        var job = new JobBuilder("job");
        var threads = job.FromSource(new IdleSource<Thread>(), WatermarkStrategy<Thread>.None(), "threads");
        BroadcastRun.Records(job).Connect(threads.ToBroadcastState("threads", t => t.ManagedThreadId)).Process(() => new WithThreads()).SinkTo(new IdleSink<string>());

        Should.Throw<StreamProcessingException>(() => job.Build()).Message
            .ShouldStartWith("The operator 'broadcast-process' of the job 'job' cannot have the state 'threads'.");
        Should.Throw<StreamProcessingException>(() => BroadcastRun.Rules(job).ToBroadcastState("rules", r => new object())).Message.ShouldContain("object");
    }

    [Fact]
    public void Streams_of_two_jobs_are_refused() =>
        Should.Throw<StreamProcessingException>(() => BroadcastRun.Records(new JobBuilder("one")).Connect(BroadcastRun.Rules(new JobBuilder("other")).ToBroadcastState("rules", r => r.Id)))
            .Message.ShouldBe("A stream of the job 'other' cannot be connected with one of the job 'one'. Declare both with the same JobBuilder.");

    [Fact]
    public void Memory_of_the_broadcast_state_is_measured()
    {
        var run = new BroadcastRun();
        var before = run.Operators[0].MeasureMemory().State;
        for (var id = 0; id < 1_000; id++)
        {
            run.Broadcast(new Rule(id, 0));
        }

        (run.Operators[0].MeasureMemory().State - before).ShouldBeGreaterThan(1_000 * 24);
    }

    private static string Refused(Action<StateDeclarations> open, Action<Rule, BroadcastState<int, Rule>, FunctionContext<string>> processBroadcast) =>
        Should.Throw<StreamProcessingException>(() => Play(open, processBroadcast)).Message;

    private static string Refused(Action<IReadOnlyDictionary<int, Rule>, FunctionContext<string>> process) =>
        Should.Throw<StreamProcessingException>(() => Play(_ => { }, (rule, rules, _) => rules.Apply(rule), process)).Message;

    /// <summary>Two rules, and a record.</summary>
    private static void Play(
        Action<StateDeclarations> open,
        Action<Rule, BroadcastState<int, Rule>, FunctionContext<string>> processBroadcast,
        Action<IReadOnlyDictionary<int, Rule>, FunctionContext<string>>? process = null)
    {
        var job = new JobBuilder("job");
        BroadcastRun.Records(job).KeyBy(r => r.Key).Connect(BroadcastRun.Rules(job).ToBroadcastState("rules", r => r.Id))
            .Process(() => new Lambdas(open, processBroadcast, process ?? ((_, _) => { })), "limits").SinkTo(new IdleSink<string>());
        var op = job.Build().Create("limits", new TestRuntime().Context("limits"));
        op.OpenFresh();
        op.Feed((Both.OfSecond(new Rule(1, 1)), 1L));
        op.Feed((Both.OfSecond(new Rule(2, 1)), 1L));
        op.Feed((Both.OfFirst(("a", 1)), 1L));
    }

    private static void Timed(DataStream<(string Key, long Number)> records, DataStream<Rule> rules) =>
        records.Connect(rules.ToBroadcastState("rules", r => r.Id)).Process(() => new Unkeyed { AsksForTime = true }, "timed");

    private sealed class Unkeyed : BroadcastFunction<(string Key, long Number), Rule, int, string>
    {
        public bool AsksForTime { get; init; }

        public override bool UsesEventTime => AsksForTime;

        public override void Process((string Key, long Number) record, IReadOnlyDictionary<int, Rule> broadcast, FunctionContext<string> context) =>
            context.Emit($"{record.Key} of {broadcast.Count}");
    }

    private sealed class AtTime : BroadcastFunction<(string Key, long Number), Rule, int, long>
    {
        public override bool UsesEventTime => true;

        public override void Open(SubtaskStateDeclarations states) => states.UnionList<int>("union");

        public override void Process((string Key, long Number) record, IReadOnlyDictionary<int, Rule> broadcast, FunctionContext<long> context) => context.Emit(context.Watermark);
    }

    private sealed class WithThreads : BroadcastFunction<(string Key, long Number), Thread, int, string>
    {
        public override void Process((string Key, long Number) record, IReadOnlyDictionary<int, Thread> broadcast, FunctionContext<string> context)
        {
        }
    }

    private sealed class Lambdas(
        Action<StateDeclarations> open,
        Action<Rule, BroadcastState<int, Rule>, FunctionContext<string>> processBroadcast,
        Action<IReadOnlyDictionary<int, Rule>, FunctionContext<string>> process) : KeyedBroadcastFunction<string, (string Key, long Number), Rule, int, string>
    {
        public override bool UsesEventTime => false;

        public override void Open(StateDeclarations states) => open(states);

        public override void Process((string Key, long Number) record, IReadOnlyDictionary<int, Rule> broadcast, ProcessContext<string, string> context) => process(broadcast, context);

        public override void ProcessBroadcast(Rule record, BroadcastState<int, Rule> broadcast, FunctionContext<string> context) => processBroadcast(record, broadcast, context);
    }
}
