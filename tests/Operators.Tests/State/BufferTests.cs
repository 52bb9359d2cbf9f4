using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Faults;
using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.Tests.Execution;
using AkkaStreamProc.Operators.Time;
using CsCheck;

namespace AkkaStreamProc.Operators.Tests.State;

public class BufferTests
{
    /// <summary>Something is added or taken; or everything is carried through a checkpoint.</summary>
    public sealed record Step(int Kind, int Key, long Time, int Number, bool Fails = false);

    private static readonly Gen<Step> Steps = Gen.Select(
        Gen.Int[0, 11], Gen.Int[0, 2], Gen.Long[-5, 20], Gen.Int[0, 1_000_000], Gen.Int[0, 5], (kind, key, time, number, fails) => new Step(kind, key, time, number, fails == 0));

    [Fact]
    public void Elements_are_taken_in_the_order_of_their_times_and_of_their_coming() => Steps.Array[0, 80].Sample(
        steps =>
        {
            var run = new Run(1);
            var model = Enumerable.Range(0, 3).Select(_ => new List<(int Number, long Time)>()).ToArray();
            foreach (var step in steps)
            {
                var all = model[step.Key].OrderBy(e => e.Time).ToList();
                string expected;
                switch (step.Kind)
                {
                    case < 7:
                        model[step.Key].Add((step.Number, step.Time));
                        expected = $"{all.Count + 1}";
                        break;
                    case < 9:
                        expected = string.Join(",", all.Where(e => e.Time <= step.Time).Select(e => $"{e.Number}@{e.Time}"));
                        break;
                    case 9:
                        expected = $"{(all.Count == 0 ? long.MaxValue : all[0].Time)}: {string.Join(",", all.Select(e => $"{e.Number}@{e.Time}"))}";
                        break;
                    case 10:
                        run = run.Restart(1 + (step.Number % 3));
                        continue;
                    default:
                        expected = "cleared";
                        break;
                }

                run.Call(step).ShouldBe(step.Fails ? null : expected, $"{step}");
                if (step.Kind < 7 && step.Fails)
                {
                    model[step.Key].RemoveAt(model[step.Key].Count - 1);
                }
                else if (!step.Fails && step.Kind is 7 or 8)
                {
                    model[step.Key].RemoveAll(e => e.Time <= step.Time);
                }
                else if (!step.Fails && step.Kind == 11)
                {
                    model[step.Key].Clear();
                }
            }
        },
        iter: 400,
        threads: 1);

    [Fact]
    public void Element_without_a_time_is_refused() =>
        Should.Throw<StreamProcessingException>(() => new Run(1).Call(new Step(0, 0, RecordBatch.NoTimestamp, 1))).Message.ShouldContain("without a time");

    [Fact]
    public void Highest_time_takes_all()
    {
        var run = new Run(1);
        run.Call(new Step(0, 0, long.MaxValue, 1));
        run.Call(new Step(0, 0, 5, 2));

        run.Call(new Step(7, 0, long.MaxValue, 0)).ShouldBe($"2@5,1@{long.MaxValue}");
        run.Call(new Step(7, 0, long.MaxValue, 0)).ShouldBe("");
    }

    private sealed class Function : ProcessFunction<int, Step, string>
    {
        private BufferState<int> _buffer = null!;

        public override bool UsesEventTime => false;

        public override void Open(StateDeclarations states) => _buffer = states.Buffer<int>("buffer");

        public override void Process(Step record, ProcessContext<int, string> context)
        {
            context.Emit(Do(record));
            if (record.Fails)
            {
                // Whatever else the call does is taken back with the rest.
                _buffer.Add(-1, 3);
                _buffer.TakeUpTo(10);
                _buffer.Add(-2, 1);
                throw new InvalidOperationException("Failed.");
            }
        }

        private string Do(Step step)
        {
            switch (step.Kind)
            {
                case < 7:
                    _buffer.Add(step.Number, step.Time);
                    return $"{_buffer.Count}";
                case < 9:
                    return string.Join(",", _buffer.TakeUpTo(step.Time).Select(e => $"{e.Value}@{e.Timestamp}"));
                case 9:
                    return $"{_buffer.FirstTimestamp ?? long.MaxValue}: {string.Join(",", _buffer.Select(e => $"{e.Value}@{e.Timestamp}"))}";
                default:
                    _buffer.Clear();
                    return "cleared";
            }
        }
    }

    private sealed class Run
    {
        private const int Groups = 16;

        private readonly List<(StreamOperator Operator, Collector<string> Results)> _subtasks;

        public Run(int parallelism, bool isRestored = false)
        {
            var job = new JobBuilder("job") { MaxParallelism = Groups };
            job.FromSource(new IdleSource<Step>(), WatermarkStrategy<Step>.None()).KeyBy(s => s.Key).Process(() => new Function()).SinkTo(new IdleSink<string>());
            var graph = job.Build();
            _subtasks = [.. Enumerable.Range(0, parallelism).Select(subtask =>
            {
                var context = new TestRuntime().Context("process", subtask, parallelism, Groups);
                context.ErrorPolicy = ErrorPolicy.Skip;
                var op = graph.Create("process", context);
                return (op, Collector<string>.Of(op));
            })];
            if (!isRestored)
            {
                _subtasks.ForEach(s => s.Operator.OpenFresh());
            }
        }

        public string? Call(Step step)
        {
            var (op, results) = _subtasks[KeyGroupRange.OwnerOf(KeyGroups.Of(KeyHash<int>.Of(step.Key), Groups), _subtasks.Count, Groups)];
            op.Feed((step, 0L));
            return results.Take().Select(r => r.Value).SingleOrDefault();
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
