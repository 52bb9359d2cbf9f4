using System.Buffers;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Faults;
using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.Streams;
using AkkaStreamProc.Operators.Tests.Execution;
using AkkaStreamProc.Operators.Time;
using CsCheck;

namespace AkkaStreamProc.Operators.Tests.Functions;

public class StreamFunctionTests
{
    /// <summary>What a subtask is to do: add to its lists, replace or clear them, perhaps fail; or all are restarted.</summary>
    public sealed record Step(int Kind, int Subtask, int Number, bool Fails);

    private static readonly Gen<Step> Steps = Gen.Select(Gen.Int[0, 9], Gen.Int[0, 3], Gen.Int[0, 99], Gen.Int[0, 4], (kind, subtask, number, fails) => new Step(kind, subtask, number, fails == 0));

    [Fact]
    public void Lists_of_subtasks_are_dealt_out_or_given_to_all() => Gen.Select(Gen.Int[1, 4], Steps.Array[0, 50]).Sample(
        (parallelism, steps) =>
        {
            var run = new Run(parallelism);
            var split = Enumerable.Range(0, parallelism).Select(_ => new List<int>()).ToList();
            var union = Enumerable.Range(0, parallelism).Select(_ => new List<int>()).ToList();
            foreach (var step in steps)
            {
                if (step.Kind == 0)
                {
                    var next = 1 + (step.Number % 4);
                    run = run.Restart(next);
                    var (parts, whole) = (split.SelectMany(s => s).ToList(), union.SelectMany(s => s).ToList());
                    split = next == parallelism ? split : [.. Enumerable.Range(0, next).Select(i => parts.Where((_, place) => place % next == i).ToList())];
                    union = [.. Enumerable.Range(0, next).Select(_ => whole.ToList())];
                    parallelism = next;
                    continue;
                }

                var at = step.Subtask % parallelism;
                List<int> part = step.Kind switch { < 7 => [.. split[at], step.Number], 7 => [step.Number, step.Number + 1], 8 => [], _ => split[at] };
                List<int> all = step.Kind switch { < 7 => [.. union[at], step.Number], 7 => [step.Number], 8 => [], _ => union[at] };
                run.Call(at, step).ShouldBe(step.Fails ? null : $"{string.Join(",", part)} {string.Join(",", all)} of {parallelism}");
                if (!step.Fails)
                {
                    (split[at], union[at]) = (part, all);
                }
            }
        },
        iter: 300,
        threads: 1);

    [Fact]
    public void Elements_that_can_be_changed_are_written_as_they_stood_at_the_barrier()
    {
        var job = new JobBuilder("job");
        job.FromSource(new IdleSource<int>(), WatermarkStrategy<int>.None()).Process(() => new OfArrays(), "arrays").SinkTo(new IdleSink<string>());
        var graph = job.Build();
        var op = graph.Create("arrays", new TestRuntime().Context("arrays"));
        op.OpenFresh();
        op.Feed((1, 0L));
        var saved = op.Save(() => op.Feed((5, 0L)));
        var restored = graph.Create("arrays", new TestRuntime().Context("arrays"));
        restored.OpenFrom([saved]);
        var results = Collector<string>.Of(restored);

        restored.Feed((1, 0L));

        results.Records.ShouldHaveSingleItem().Value.ShouldBe("2");
    }

    [Fact]
    public void Event_time_behind_a_restart_is_that_of_the_subtask_and_of_the_slowest_where_their_number_changes() =>
        TimesBehindRestart(job => job.FromSource(new IdleSource<int>(), WatermarkStrategy<int>.None()).Process(() => new AtTime(), "kept"), record => record)
            .ShouldBe([[5], [100], [5], [5], [5]]);

    /// <summary>Event time in each subtask behind a restart into as many and into three others, where it was 5 in the first of two and 100 in the second.</summary>
    internal static List<List<long>> TimesBehindRestart<TIn>(Func<JobBuilder, DataStream<long>> declare, Func<int, TIn> record)
    {
        var job = new JobBuilder("job");
        declare(job).SinkTo(new IdleSink<long>());
        var graph = job.Build();
        StreamOperator create(int subtask, int parallelism) => graph.Create("kept", new TestRuntime().Context("kept", subtask, parallelism));
        List<StreamOperator> former = [create(0, 2), create(1, 2)];
        former.ForEach(op => op.OpenFresh());
        former[0].OnWatermark(5).ShouldBeTrue();
        former[1].OnWatermark(100).ShouldBeTrue();
        var snapshots = former.ConvertAll(op => op.Save());
        return [.. new[] { (0, 2), (1, 2), (0, 3), (1, 3), (2, 3) }.Select(place =>
        {
            var op = create(place.Item1, place.Item2);
            op.OpenFrom(snapshots);
            var results = Collector<long>.Of(op);
            op.Feed((record(1), 6L));
            return results.Values.ToList();
        })];
    }

    [Fact]
    public void Function_runs_where_the_records_are_and_has_no_timers()
    {
        var job = new JobBuilder("job") { Parallelism = 3 };
        Declare(job, () => new Keeping());
        var graph = job.Build();

        graph.Plan.Operators.Single(o => o.Name == "kept").States.Select(s => (s.Name, s.IsKeyed, s.IsNeededWhole)).ShouldBe([("split", false, false), ("union", false, true)]);
        graph.Plan.Edges.Single(e => e.To == "kept").Kind.ShouldBe(EdgeKind.Chained);
        graph.Shape.ShouldContain("split: list of Int32, a part of it in each subtask, union: list of Int32, all of it in every subtask");
    }

    [Fact]
    public void Names_are_one_for_each_state_and_types_can_be_kept()
    {
        Should.Throw<StreamProcessingException>(() => Declare(new JobBuilder("job"), () => new Declaring(states =>
        {
            states.SplitList<int>("one");
            states.UnionList<int>("one");
        }))).Message.ShouldStartWith("The state 'one' is declared twice in one operator");
        var job = new JobBuilder("job");
        Declare(job, () => new Declaring(states => states.SplitList<Thread>("threads")));
        Should.Throw<StreamProcessingException>(() => job.Build()).Message.ShouldStartWith("The operator 'kept' of the job 'job' cannot have the state 'threads'.");
    }

    [Fact]
    public void Every_instance_must_declare_the_same_and_is_closed_where_it_does_not()
    {
        var (opened, closed) = (0, 0);
        var job = new JobBuilder("job");
        Declare(job, () => new Declaring(
            states =>
            {
                if (++opened == 1)
                {
                    states.SplitList<int>("one");
                }
            },
            () => closed++));
        var graph = job.Build();

        Should.Throw<StreamProcessingException>(() => graph.Create("kept", new TestRuntime().Context("kept"))).Message
            .ShouldBe("The function of 'kept' does not declare the state 'one', unlike when the job was declared. Every instance must declare the same states, whatever it is given.");
        (opened, closed).ShouldBe((2, 2));
    }

    [Fact]
    public void Record_that_fails_has_no_key()
    {
        var job = new JobBuilder("job");
        Declare(job, () => new Keeping());
        var graph = job.Build();
        var context = new TestRuntime().Context("kept");
        context.ErrorPolicy = ErrorPolicy.Divert;
        var diverting = graph.Create("kept", context);
        var failed = Collector<FailedRecord<Step>>.Of(diverting, output: 1);
        diverting.OpenFresh();
        var failing = graph.Create("kept", new TestRuntime().Context("kept"));
        failing.OpenFresh();

        diverting.Feed((new Step(0, 0, 1, Fails: true), 7L));
        var exception = Should.Throw<UserFunctionException>(() => failing.Feed((new Step(0, 0, 1, Fails: true), 7L)));

        var record = failed.Values.ShouldHaveSingleItem();
        (record.Text, record.Timestamp, record.Key).ShouldBe(("Step { Kind = 0, Subtask = 0, Number = 1, Fails = True }", 7, null));
        exception.Key.ShouldBeNull();
        exception.Message.ShouldStartWith("The operator 'kept' failed for the record «Step { Kind = 0, Subtask = 0, Number = 1, Fails = True }»: InvalidOperationException: Failed.");
    }

    [Fact]
    public void List_is_nobodys_outside_of_calls()
    {
        ListState<int> list = null!;
        var job = new JobBuilder("job");
        Declare(job, () => new Declaring(states => list = states.SplitList<int>("one")));
        var op = job.Build().Create("kept", new TestRuntime().Context("kept"));
        op.OpenFresh();
        op.Feed((new Step(9, 0, 0, false), 0L));

        Should.Throw<StreamProcessingException>(() => list.Count).Message.ShouldContain("outside of a call");
    }

    [Fact]
    public void Walk_belongs_to_the_call_and_the_thread_of_the_call()
    {
        ListState<int> list = null!;
        IEnumerator<int> kept = null!;
        var job = new JobBuilder("job");
        Declare(job, () => new Declaring(states => list = states.SplitList<int>("one"))
        {
            Processes = step =>
            {
                if (step.Kind == 1)
                {
                    kept.MoveNext();
                    return;
                }

                list.AddRange([1, 2, 3]);
                kept = list.GetEnumerator();
                var walk = list.GetEnumerator();
                walk.MoveNext().ShouldBeTrue();
                Should.Throw<StreamProcessingException>(() => OnAnotherThread(() => walk.MoveNext())).Message.ShouldContain("outside of a call: on another thread");
            },
        });
        var op = job.Build().Create("kept", new TestRuntime().Context("kept"));
        op.OpenFresh();

        op.Feed((new Step(0, 0, 0, false), 0L));
        Should.Throw<StreamProcessingException>(() => op.Feed((new Step(1, 0, 0, false), 0L))).Message.ShouldStartWith("A map or list in state is walked in another call");
    }

    [Fact]
    public void Memory_of_lists_is_measured_without_writing_them()
    {
        ListState<Money> list = null!;
        var serializer = new MoneySerializer();
        var job = new JobBuilder("job");
        job.UseStateSerializer(serializer);
        Declare(job, () => new Declaring(states => list = states.SplitList<Money>("one")) { Processes = step => list.Add(new Money(step.Number)) });
        var op = job.Build().Create("kept", new TestRuntime().Context("kept"));
        op.OpenFresh();
        var before = op.MeasureMemory().State;
        op.Feed(Enumerable.Range(0, 1_000).Select(number => (new Step(0, 0, number, false), 0L)));
        serializer.Writes = 0;

        (op.MeasureMemory().State - before).ShouldBeInRange(1_000 * (IntPtr.Size + 16), 1_024 * (IntPtr.Size + 64));
        serializer.Writes.ShouldBe(0);
    }

    internal static void OnAnotherThread(Action action)
    {
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                action();
            }
            catch (Exception e)
            {
                failure = e;
            }
        });
        thread.Start();
        thread.Join();
        if (failure is not null)
        {
            throw failure;
        }
    }

    private static void Declare(JobBuilder job, Func<StreamFunction<Step, string>> create) =>
        job.FromSource(new IdleSource<Step>(), WatermarkStrategy<Step>.None()).Process(create, "kept").SinkTo(new IdleSink<string>());

    private sealed class Keeping : StreamFunction<Step, string>
    {
        private ListState<int> _split = null!;
        private ListState<int> _union = null!;

        public override void Open(SubtaskStateDeclarations states) => (_split, _union) = (states.SplitList<int>("split"), states.UnionList<int>("union"));

        public override void Process(Step record, FunctionContext<string> context)
        {
            switch (record.Kind)
            {
                case < 7:
                    _split.Add(record.Number);
                    _union.AddRange([record.Number]);
                    break;
                case 7:
                    _split.Set([record.Number, record.Number + 1]);
                    _union.Set([record.Number]);
                    break;
                case 8:
                    _split.Clear();
                    _union.Clear();
                    break;
            }

            context.Emit($"{string.Join(",", _split)} {string.Join(",", _union)} of {context.Parallelism}");
            if (record.Fails)
            {
                _split.Add(-1);
                _union.Set([-1]);
                _union.Add(-2);
                throw new InvalidOperationException("Failed.");
            }
        }
    }

    /// <summary>Tells of each record how far event time is.</summary>
    private sealed class AtTime : StreamFunction<int, long>
    {
        public override bool UsesEventTime => true;

        public override void Open(SubtaskStateDeclarations states) => states.UnionList<int>("union");

        public override void Process(int record, FunctionContext<long> context) => context.Emit(context.Watermark);
    }

    public sealed class Money(int cents)
    {
        public int Cents { get; } = cents;
    }

    private sealed class MoneySerializer : IStateSerializer<Money>
    {
        public int Writes { get; set; }

        public string Name => "money";

        public int Version => 1;

        public void Write(IBufferWriter<byte> output, Money value)
        {
            Writes++;
            output.Write([(byte)value.Cents]);
        }

        public Money Read(ReadOnlySpan<byte> bytes) => new(bytes[0]);
    }

    private sealed class Declaring(Action<SubtaskStateDeclarations> open, Action? close = null) : StreamFunction<Step, string>
    {
        public Action<Step> Processes { get; init; } = static _ => { };

        public override void Open(SubtaskStateDeclarations states) => open(states);

        public override void Process(Step record, FunctionContext<string> context) => Processes(record);

        public override void Close() => close?.Invoke();
    }

    /// <summary>Adds numbers up in an array that it changes in place.</summary>
    private sealed class OfArrays : StreamFunction<int, string>
    {
        private ListState<int[]> _sums = null!;

        public override void Open(SubtaskStateDeclarations states) => _sums = states.SplitList<int[]>("sums");

        public override void Process(int record, FunctionContext<string> context)
        {
            if (_sums.Count == 0)
            {
                _sums.Add([0]);
            }

            _sums[0][0] += record;
            context.Emit($"{_sums[0][0]}");
        }
    }

    private sealed class Run
    {
        private readonly JobGraph _graph;
        private readonly List<(StreamOperator Operator, Collector<string> Results)> _subtasks;

        public Run(int parallelism, bool isRestored = false)
        {
            var job = new JobBuilder("job") { MaxParallelism = 16 };
            Declare(job, () => new Keeping());
            _graph = job.Build();
            _subtasks = [.. Enumerable.Range(0, parallelism).Select(subtask =>
            {
                var context = new TestRuntime().Context("kept", subtask, parallelism, 16);
                context.ErrorPolicy = ErrorPolicy.Skip;
                var op = _graph.Create("kept", context);
                return (op, Collector<string>.Of(op));
            })];
            if (!isRestored)
            {
                _subtasks.ForEach(s => s.Operator.OpenFresh());
            }
        }

        public string? Call(int subtask, Step step)
        {
            _subtasks[subtask].Operator.Feed((step, 0L));
            return _subtasks[subtask].Results.Take().Select(r => r.Value).SingleOrDefault();
        }

        public Run Restart(int parallelism)
        {
            var snapshots = _subtasks.ConvertAll(s => s.Operator.Save());
            var run = new Run(parallelism, isRestored: true);
            run._subtasks.ForEach(s => s.Operator.OpenFrom(snapshots));
            return run;
        }
    }
}
