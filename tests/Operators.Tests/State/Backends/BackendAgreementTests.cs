using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.State.Backends;
using AkkaStreamProc.Operators.Tests.Execution;
using CsCheck;

namespace AkkaStreamProc.Operators.Tests.State.Backends;

/// <summary>What a checkpoint of one backend holds, another restores: the same functions, the same states, at any parallelism.</summary>
public class BackendAgreementTests
{
    private const int Groups = 16;

    private static readonly KeyedStateDescriptor<string, long> Total = new("total", StateKind.Value);
    private static readonly KeyedStateDescriptor<string, string> Label = new("label", StateKind.Value);

    /// <summary>Lives of a job between checkpoints: how many subtasks, whether the states are sorted bytes, and which keys get or lose what.</summary>
    private static readonly Gen<(int Parallelism, bool IsOrdered, (int Key, int Step)[] Calls)[]> Lives =
        Gen.Select(Gen.Int[1, 4], Gen.Bool, Gen.Select(Gen.Int[0, 20], Gen.Int[0, 5]).Array[0, 40]).Array[1, 5];

    [Fact]
    public void Every_backend_goes_on_from_a_checkpoint_of_any_other() => Lives.Sample(Live, iter: 300);

    private static void Live((int Parallelism, bool IsOrdered, (int Key, int Step)[] Calls)[] lives)
    {
        var (totals, labels) = (new Dictionary<string, long>(), new Dictionary<string, string>());
        IReadOnlyList<SubtaskSnapshot>? checkpoint = null;
        foreach (var (parallelism, isOrdered, calls) in lives)
        {
            var subtasks = Enumerable.Range(0, parallelism).Select(i => new Subtask(i, parallelism, isOrdered)).ToList();
            foreach (var subtask in subtasks)
            {
                subtask.Restore(checkpoint);
            }

            foreach (var (number, step) in calls)
            {
                var key = $"key {number}";
                var owner = subtasks.Single(s => s.Owns(key));
                owner.Call(key, step);
                Expect(totals, labels, key, step);
            }

            foreach (var key in Enumerable.Range(0, 21).Select(n => $"key {n}"))
            {
                subtasks.Single(s => s.Owns(key)).Read(key).ShouldBe((
                    totals.TryGetValue(key, out var total) ? total : null, labels.GetValueOrDefault(key)));
            }

            checkpoint = [.. subtasks.Select(s => s.Save())];
        }
    }

    private static void Expect(Dictionary<string, long> totals, Dictionary<string, string> labels, string key, int step)
    {
        switch (step)
        {
            case 0:
                totals.Remove(key);
                break;
            case 1:
                labels.Remove(key);
                break;
            case 2:
                labels[key] = $"label {totals.GetValueOrDefault(key)}";
                break;
            default:
                totals[key] = totals.GetValueOrDefault(key) + step;
                break;
        }
    }

    private sealed class Subtask
    {
        private readonly OperatorContext _context;
        private readonly CurrentKey<string> _current = new(Groups);
        private readonly KeyedStates<string> _states;
        private readonly ValueState<long> _total;
        private readonly ValueState<string> _label;

        public Subtask(int index, int parallelism, bool isOrdered)
        {
            _context = new OperatorContext(new TestRuntime(), "job", "operator", index, parallelism, Groups)
            {
                StateBackend = isOrdered ? new OrderedStateBackend() : MemoryStateBackend.Instance,
            };
            _states = new KeyedStates<string>(_context, _current);
            _total = _states.Value(Total);
            _label = _states.Value(Label);
        }

        public bool Owns(string key) => _context.KeyGroups.Contains(KeyGroups.Of(KeyHash<string>.Of(key), Groups));

        public void Restore(IReadOnlyList<SubtaskSnapshot>? checkpoint)
        {
            if (checkpoint is not null)
            {
                _states.Restore(checkpoint.For(_context));
            }
        }

        public void Call(string key, int step)
        {
            _current.Set(key);
            switch (step)
            {
                case 0:
                    _total.Clear();
                    break;
                case 1:
                    _label.Clear();
                    break;
                case 2:
                    _label.Value = $"label {_total.Value}";
                    break;
                default:
                    _total.Value += step;
                    break;
            }

            _current.Leave();
        }

        public (long?, string?) Read(string key)
        {
            _current.Set(key);
            (long?, string?) read = (_total.HasValue ? _total.Value : null, _label.Value);
            _current.Leave();
            return read;
        }

        public SubtaskSnapshot Save()
        {
            var freeze = new SubtaskFreeze(Checkpoints.Id);
            _states.Freeze(freeze.Add(_context.OperatorName));
            var bytes = SubtaskSnapshot.Write(
                new SnapshotHeader("job", "vertex", _context.SubtaskIndex, _context.Parallelism, Groups, Checkpoints.Id), freeze);
            freeze.Release();
            return SubtaskSnapshot.Parse(bytes, "a test");
        }
    }
}
