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

/// <summary>Maps, lists, reduced values and aggregates of keys, beside plain collections.</summary>
public class StateKindTests
{
    private const int Groups = 16;

    /// <summary>What one call does, and whether it throws at its end.</summary>
    public sealed record Call(int Key, (int Kind, int Place, int Number)[] Changes, bool Throws);

    private static readonly Gen<Call> Calls = Gen.Select(
        Gen.Int[0, 4],
        Gen.Select(Gen.Int[0, 11], Gen.Int[0, 5], Gen.Int[-50, 50]).Array[0, 6],
        Gen.Int[0, 3],
        (key, changes, throws) => new Call(key, changes, throws == 0));

    [Fact]
    public void Whatever_calls_do_and_however_they_fail_the_states_are_those_of_plain_collections() =>
        Gen.Select(Calls.Array[0, 12].Array[1, 6], Gen.Int[1, 3]).Sample(
            (rounds, parallelism) =>
            {
                var run = Run.Fresh();
                var model = new Model();
                foreach (var round in rounds)
                {
                    run.Feed(round);
                    run.TakeResults().ShouldBe(model.Do(round), ignoreOrder: true);
                    run = run.Restart(parallelism, () => run.Feed([new Call(1, [(0, 1, 1), (5, 0, 1), (8, 0, 1), (10, 0, 1)], Throws: false)]));
                }
            },
            iter: 300);

    [Fact]
    public void State_of_another_kind_under_the_same_name_is_another_state() =>
        new[] { StateKind.Value, StateKind.List, StateKind.Reducing, StateKind.Aggregating }
            .Select(kind => new KeyedStateDescriptor<int, List<int>>("s", kind).Holds).ShouldBeUnique();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Walk_that_goes_on_in_another_call_is_refused(bool isMap)
    {
        var job = new JobBuilder("job");
        job.FromSource(new IdleSource<int>(), WatermarkStrategy<int>.None()).KeyBy(x => x).Process(() => new Walker(isMap)).SinkTo(new IdleSink<int>());
        var op = job.Build().Create("process", new TestRuntime().Context("process"));
        op.OpenFresh();
        op.Feed((1, 0L));

        Should.Throw<StreamProcessingException>(() => op.Feed((2, 0L))).Message.ShouldContain("walked in another call than the one in which the walk began");
    }

    [Fact]
    public void Missing_key_of_a_map_is_told_as_that_of_a_dictionary()
    {
        var run = Run.Fresh();

        Should.Throw<UserFunctionException>(() => run.Feed([new Call(1, [(99, 7, 0)], Throws: false)], ErrorPolicy.Fail)).InnerException.ShouldBeOfType<KeyNotFoundException>();
    }

    /// <summary>Does to states what a call says.</summary>
    private sealed class Function : ProcessFunction<int, Call, string>
    {
        private MapState<int, int> _map = null!;
        private ListState<int> _list = null!;
        private ReducingState<long> _sum = null!;
        private AggregatingState<int, string> _extremes = null!;

        public override bool UsesEventTime => false;

        public override void Open(StateDeclarations states)
        {
            _map = states.Map<int, int>("map");
            _list = states.List<int>("list");
            _sum = states.Reducing<long>("sum", (a, b) => a + b);
            _extremes = states.Aggregating("extremes", new Extremes());
        }

        public override void Process(Call call, ProcessContext<int, string> context)
        {
            foreach (var (kind, place, number) in call.Changes)
            {
                switch (kind)
                {
                    case 0 or 1 or 2:
                        _map[place] = number;
                        break;
                    case 3:
                        _map.Remove(place);
                        break;
                    case 4:
                        _map.Clear();
                        break;
                    case 5 or 6:
                        _list.Add(number);
                        break;
                    case 7:
                        _list.Set(Enumerable.Repeat(number, place));
                        break;
                    case 8:
                        _sum.Add(number);
                        break;
                    case 9:
                        _sum.Clear();
                        _list.AddRange([number, place]);
                        break;
                    case 10:
                        _extremes.Add(number);
                        break;
                    case 11:
                        _extremes.Clear();
                        _list.Clear();
                        break;
                    default:
                        _ = _map[place];
                        break;
                }
            }

            if (call.Throws)
            {
                throw new InvalidOperationException("As told.");
            }

            var entries = string.Join(",", _map.OrderBy(e => e.Key).Select(e => $"{e.Key}:{e.Value}"));
            _map.Count.ShouldBe(_map.Keys.Count());
            _map.ContainsKey(3).ShouldBe(_map.TryGetValue(3, out _));
            context.Emit($"{context.Key} [{entries}] [{string.Join(",", _list)}] {_list.Count} {(_sum.HasValue ? _sum.Value : "-")} {_extremes.HasValue} {_extremes.Result}");
        }
    }

    /// <summary>Goes on with the walk of its first call.</summary>
    private sealed class Walker(bool isMap) : ProcessFunction<int, int, int>
    {
        private MapState<int, int> _map = null!;
        private ListState<int> _list = null!;
        private IEnumerator<int>? _walk;

        public override bool UsesEventTime => false;

        public override void Open(StateDeclarations states)
        {
            _map = states.Map<int, int>("map");
            _list = states.List<int>("list");
        }

        public override void Process(int record, ProcessContext<int, int> context)
        {
            _map[1] = 1;
            _map[2] = 2;
            _list.AddRange([1, 2]);
            _walk ??= (isMap ? _map.Values : _list).GetEnumerator();
            _walk.MoveNext().ShouldBeTrue();
        }
    }

    private sealed class Extremes : IAggregateFunction<int, (int Low, int High), string>
    {
        public (int Low, int High) CreateAccumulator() => (int.MaxValue, int.MinValue);

        public (int Low, int High) Add((int Low, int High) range, int record) => (Math.Min(range.Low, record), Math.Max(range.High, record));

        public string GetResult((int Low, int High) range) => $"{range.Low}..{range.High}";
    }

    private sealed class Model
    {
        private sealed class OfKey
        {
            public SortedDictionary<int, int> Map { get; init; } = [];

            public List<int> List { get; init; } = [];

            public long? Sum { get; set; }

            public List<int> Added { get; init; } = [];

            public OfKey Copy() => new() { Map = new(Map), List = [.. List], Sum = Sum, Added = [.. Added] };
        }

        private readonly Dictionary<int, OfKey> _keys = [];

        public IEnumerable<string> Do(IEnumerable<Call> calls)
        {
            foreach (var call in calls.Where(c => !c.Throws))
            {
                var key = (_keys.GetValueOrDefault(call.Key) ?? new OfKey()).Copy();
                foreach (var (kind, place, number) in call.Changes)
                {
                    Change(key, kind, place, number);
                }

                _keys[call.Key] = key;
                var entries = string.Join(",", key.Map.Select(e => $"{e.Key}:{e.Value}"));
                var extremes = key.Added.Count == 0 ? $"{int.MaxValue}..{int.MinValue}" : $"{key.Added.Min()}..{key.Added.Max()}";
                yield return $"{call.Key} [{entries}] [{string.Join(",", key.List)}] {key.List.Count} {(key.Sum is { } sum ? sum : "-")} {key.Added.Count > 0} {extremes}";
            }
        }

        private static void Change(OfKey key, int kind, int place, int number)
        {
            switch (kind)
            {
                case 0 or 1 or 2:
                    key.Map[place] = number;
                    break;
                case 3:
                    key.Map.Remove(place);
                    break;
                case 4:
                    key.Map.Clear();
                    break;
                case 5 or 6:
                    key.List.Add(number);
                    break;
                case 7:
                    key.List.Clear();
                    key.List.AddRange(Enumerable.Repeat(number, place));
                    break;
                case 8:
                    key.Sum = (key.Sum ?? 0) + number;
                    break;
                case 9:
                    key.Sum = null;
                    key.List.AddRange([number, place]);
                    break;
                case 10:
                    key.Added.Add(number);
                    break;
                default:
                    key.Added.Clear();
                    key.List.Clear();
                    break;
            }
        }
    }

    /// <summary>The function in several subtasks, which goes on behind calls that throw.</summary>
    private sealed class Run
    {
        private readonly TestRuntime _runtime = new();
        private readonly int _parallelism;
        private readonly List<(StreamOperator Operator, Collector<string> Results)> _subtasks;

        private Run(int parallelism)
        {
            _parallelism = parallelism;
            _subtasks = [.. Enumerable.Range(0, parallelism).Select(i => Create(i, ErrorPolicy.Skip))];
        }

        public static Run Fresh()
        {
            var run = new Run(1);
            run._subtasks.ForEach(s => s.Operator.OpenFresh());
            return run;
        }

        public void Feed(IEnumerable<Call> calls, ErrorPolicy policy = ErrorPolicy.Skip)
        {
            if (policy == ErrorPolicy.Fail)
            {
                var (failing, _) = Create(0, policy);
                failing.OpenFresh();
                failing.Feed(calls.Select(c => (c, 0L)));
                return;
            }

            foreach (var call in calls)
            {
                var owner = KeyGroupRange.OwnerOf(KeyGroups.Of(KeyHash<int>.Of(call.Key), Groups), _subtasks.Count, Groups);
                _subtasks[owner].Operator.Feed((call, 0L));
            }
        }

        public List<string> TakeResults() => [.. _subtasks.SelectMany(s => s.Results.Take().Select(r => r.Value))];

        /// <summary>From a checkpoint; what happens while it is written is not in it.</summary>
        public Run Restart(int parallelism, Action beforeWriting)
        {
            var isFirst = true;
            var snapshots = _subtasks.ConvertAll(s => s.Operator.Save(() =>
            {
                if (isFirst)
                {
                    beforeWriting();
                }

                isFirst = false;
            }));
            var run = new Run(parallelism);
            run._subtasks.ForEach(s => s.Operator.OpenFrom(snapshots));
            return run;
        }

        private (StreamOperator Operator, Collector<string> Results) Create(int subtask, ErrorPolicy policy)
        {
            var job = new JobBuilder("job") { MaxParallelism = Groups };
            job.FromSource(new IdleSource<Call>(), WatermarkStrategy<Call>.None()).KeyBy(c => c.Key).Process(() => new Function()).SinkTo(new IdleSink<string>());
            var context = _runtime.Context("process", subtask, _parallelism, Groups);
            context.ErrorPolicy = policy;
            var op = job.Build().Create("process", context);
            return (op, Collector<string>.Of(op));
        }
    }
}
