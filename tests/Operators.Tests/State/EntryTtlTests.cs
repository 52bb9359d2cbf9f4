using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Faults;
using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.State.Backends;
using AkkaStreamProc.Operators.Tests.Execution;
using AkkaStreamProc.Operators.Time;
using CsCheck;

namespace AkkaStreamProc.Operators.Tests.State;

/// <summary>Entries of maps and elements of lists expire one by one.</summary>
public class EntryTtlTests
{
    private const int LifeMs = 100;

    /// <summary>At a moment an entry of a key's map and list is read, set or removed; or everything is carried through a checkpoint.</summary>
    public sealed record Step(int Wait, int Key, int Entry, int Kind, bool Fails);

    private static readonly Gen<Step> Steps = Gen.Select(
        Gen.OneOf(Gen.Int[0, 30], Gen.Int[90, 110]), Gen.Int[0, 2], Gen.Int[0, 5], Gen.Int[0, 17], Gen.Int[0, 9], (wait, key, entry, kind, fails) => new Step(wait, key, entry, kind, fails == 0));

    [Theory]
    [InlineData("create")]
    [InlineData("write")]
    [InlineData("access")]
    public void Entry_is_there_until_its_time_is_over_to_the_millisecond(string start) => Steps.Array[0, 60].Sample(
        steps =>
        {
            var run = new Run(TtlOf(start, LifeMs), 1);
            var maps = Enumerable.Range(0, 3).Select(_ => new Dictionary<int, (string Value, long Since)>()).ToArray();
            var lists = Enumerable.Range(0, 3).Select(_ => new List<(string Value, long Since)>()).ToArray();
            foreach (var step in steps)
            {
                run.Runtime.Clock.Advance(TimeSpan.FromMilliseconds(step.Wait));
                var now = run.Runtime.SubtaskClock.NowMs;
                bool isLive((string Value, long Since) entry) => now - entry.Since < LifeMs;
                var map = maps[step.Key].Where(e => isLive(e.Value)).ToDictionary();
                var list = lists[step.Key].Where(isLive).ToList();
                var isAccess = start == "access";
                string expected;
                switch (step.Kind)
                {
                    case 0:
                        expected = map.TryGetValue(step.Entry, out var read) ? read.Value : "none";
                        if (isAccess && map.ContainsKey(step.Entry))
                        {
                            map[step.Entry] = (read.Value, now);
                        }

                        break;
                    case 1 or 2 or 3:
                        map[step.Entry] = ($"at {now}", start == "create" && map.TryGetValue(step.Entry, out var former) ? former.Since : now);
                        expected = $"{map.Count}";
                        break;
                    case 4:
                        expected = $"{map.Remove(step.Entry)}";
                        break;
                    case 5:
                        expected = string.Join(",", map.OrderBy(e => e.Key).Select(e => $"{e.Key}: {e.Value.Value}"));
                        map = isAccess ? map.ToDictionary(e => e.Key, e => (e.Value.Value, now)) : map;
                        break;
                    case 6:
                        expected = $"{map.Count} {map.ContainsKey(step.Entry)}";
                        break;
                    case 7 or 8 or 9:
                        list.Add(($"at {now}", now));
                        expected = $"{list.Count}";
                        break;
                    case 10:
                        expected = string.Join(",", list.Select(e => e.Value));
                        list = isAccess ? list.ConvertAll(e => (e.Value, now)) : list;
                        break;
                    case 11:
                        expected = step.Entry < list.Count ? list[step.Entry].Value : "none";
                        if (isAccess && step.Entry < list.Count)
                        {
                            list[step.Entry] = (list[step.Entry].Value, now);
                        }

                        break;
                    case 12:
                        list = [.. Enumerable.Range(0, step.Entry).Select(i => ($"{i}", now))];
                        expected = $"{list.Count}";
                        break;
                    case 13:
                        run = run.Restart(TtlOf(start, LifeMs), 1 + (step.Entry % 3));
                        continue;
                    case 14 or 15:
                        expected = $"{map.Count} {list.Count}";
                        map = map.Count > 0 && step.Kind == 15 ? new() { [step.Entry] = ($"at {now}", now) } : [];
                        list = list.Count > 0 && step.Kind == 15 ? [($"at {now}", now)] : [];
                        break;
                    default:
                        map.Clear();
                        list.Clear();
                        expected = "cleared";
                        break;
                }

                run.Call(step).ShouldBe(step.Fails ? null : expected, $"{step}");
                if (!step.Fails)
                {
                    (maps[step.Key], lists[step.Key]) = (map, list);
                }
            }
        },
        iter: 400,
        threads: 1);

    [Fact]
    public void Another_time_after_a_restart_holds_for_entries_that_are_there()
    {
        var run = new Run(TtlOf("write", LifeMs), 1);
        run.Call(new Step(0, 0, 1, 1, false));
        run.Runtime.Clock.Advance(TimeSpan.FromMilliseconds(40));
        run.Call(new Step(0, 0, 2, 1, false));

        run.Restart(TtlOf("write", 41), 1).Call(new Step(0, 0, 0, 5, false)).ShouldBe("1: at 0,2: at 40");
        run.Restart(TtlOf("write", 40), 1).Call(new Step(0, 0, 0, 5, false)).ShouldBe("2: at 40");
    }

    [Fact]
    public void Element_that_was_read_counts_as_added_no_later_than_those_behind_it_where_reading_counts_no_more()
    {
        var run = new Run(TtlOf("access", LifeMs), 1);
        foreach (var added in new[] { 0, 10, 20 })
        {
            run.Runtime.Now = added;
            run.Call(new Step(0, 0, 0, 7, false));
        }

        run.Runtime.Now = 50;
        run.Call(new Step(0, 0, 0, 11, false)).ShouldBe("at 0");

        run = run.Restart(TtlOf("write", LifeMs), 1);
        run.Runtime.Now = 109;
        run.Call(new Step(0, 0, 0, 10, false)).ShouldBe("at 0,at 10,at 20");
        run.Runtime.Now = 110;
        run.Call(new Step(0, 0, 0, 10, false)).ShouldBe("at 20");
    }

    [Fact]
    public void Look_at_a_list_does_not_look_at_all_that_has_expired_in_it()
    {
        var format = new KeyedStateFormat<int, Timed<List<Timed<int>>>>("op", "list", StateSerializer<int>.Default, StateSerializer<Timed<List<Timed<int>>>>.Default);
        var current = new CurrentKey<int>(1);
        var (now, looks) = (0L, 0);
        var list = new ExpiringList<int>(MemoryStateBackend.Instance.CreateValue(format, new KeyGroupRange(0, 1), current), TtlOf("write", 10_000), () =>
        {
            looks++;
            return now;
        });
        for (; now < 10_000; now++)
        {
            current.Set(1);
            list.Add((int)now);
        }

        now = 14_000;
        current.Set(1);
        looks = 0;
        list.Count.ShouldBe(5_999);

        looks.ShouldBeLessThan(20);
    }

    [Fact]
    public void Keys_whose_entries_have_all_expired_are_removed_while_other_keys_are_at_work()
    {
        var run = new Run(TtlOf("write", LifeMs), 1);
        for (var key = 0; key < 1_000; key++)
        {
            run.Call(new Step(0, key, 1, 1, false));
            run.Call(new Step(0, key, 1, 7, false));
        }

        run.Runtime.Clock.Advance(TimeSpan.FromMilliseconds(LifeMs));
        for (var call = 0; call < 1_000; call++)
        {
            run.Call(new Step(0, -1, 1, 1, false));
        }

        // With a time that is not over for anything: whatever is still kept is seen.
        run = run.Restart(TtlOf("write", 1_000_000), 1);
        Enumerable.Range(0, 1_000).Count(key => run.Call(new Step(0, key, 0, 5, false)) != "" || run.Call(new Step(0, key, 0, 10, false)) != "").ShouldBe(0);
    }

    [Fact]
    public void Map_that_goes_on_getting_other_entries_does_not_keep_those_that_have_expired()
    {
        var run = new Run(TtlOf("write", LifeMs), 1);
        for (var entry = 0; entry < 20_000; entry++)
        {
            run.Runtime.Clock.Advance(TimeSpan.FromMilliseconds(1));
            run.Call(new Step(0, 0, entry, 1, false));
            run.Call(new Step(0, 0, entry, 7, false));
        }

        run = run.Restart(TtlOf("write", 1_000_000), 1);
        run.Call(new Step(0, 0, 0, 5, false))!.Split(',').Length.ShouldBeInRange(LifeMs, 4 * LifeMs);
        run.Call(new Step(0, 0, 0, 10, false))!.Split(',').Length.ShouldBeInRange(LifeMs, 4 * LifeMs);
    }

    [Fact]
    public void State_with_and_without_a_time_are_two_types()
    {
        var shapes = new[] { null, TtlOf("write", 1), TtlOf("access", 7) }.Select(ttl =>
        {
            var job = new JobBuilder("job");
            job.FromSource(new IdleSource<Step>(), WatermarkStrategy<Step>.None()).KeyBy(s => s.Key).Process(() => new Function(ttl)).SinkTo(new IdleSink<string>());
            return job.Build().Shape;
        }).ToList();

        shapes[0].ShouldContain("map of Int32 to String by Int32");
        shapes[1].ShouldNotBe(shapes[0]);
        shapes[2].ShouldBe(shapes[1]);
    }

    [Fact]
    public void Entries_may_be_removed_while_they_are_walked()
    {
        var run = new Run(TtlOf("access", LifeMs), 1);
        for (var entry = 0; entry < 5; entry++)
        {
            run.Call(new Step(0, 0, entry, 1, false));
        }

        run.Runtime.Clock.Advance(TimeSpan.FromMilliseconds(1));
        run.Call(new Step(0, 0, 0, 20, false)).ShouldBe("5 removed, 0 left");
    }

    [Theory]
    [InlineData(21)]
    [InlineData(22)]
    public void Walk_ends_with_its_call(int kind)
    {
        var run = new Run(TtlOf("access", LifeMs), 1);
        run.Call(new Step(0, 0, 1, 1, false));
        run.Call(new Step(0, 0, 2, 1, false));
        run.Call(new Step(0, 0, 3, 12, false));

        run.Call(new Step(0, 0, 0, kind, false)).ShouldBe("True");
        Should.Throw<StreamProcessingException>(() => run.Call(new Step(0, 0, 0, kind, false))).Message
            .ShouldStartWith("A map or list in state is walked in another call than the one in which the walk began.");
    }

    private static Ttl TtlOf(string start, int milliseconds) => start switch
    {
        "create" => Ttl.AfterCreate(TimeSpan.FromMilliseconds(milliseconds)),
        "write" => Ttl.AfterWrite(TimeSpan.FromMilliseconds(milliseconds)),
        _ => Ttl.AfterAccess(TimeSpan.FromMilliseconds(milliseconds)),
    };

    private sealed class Function(Ttl? ttl) : ProcessFunction<int, Step, string>
    {
        private MapState<int, string> _map = null!;
        private ListState<string> _list = null!;
        private IEnumerator<KeyValuePair<int, string>>? _mapWalk;
        private IEnumerator<string>? _listWalk;

        public override bool UsesEventTime => false;

        public override void Open(StateDeclarations states) => (_map, _list) = ttl is null
            ? (states.Map<int, string>("map"), states.List<string>("list"))
            : (states.Map<int, string>("map", ttl), states.List<string>("list", ttl));

        public override void Process(Step record, ProcessContext<int, string> context)
        {
            context.Emit(Do(record, context.ProcessingTime));
            if (record.Fails)
            {
                throw new InvalidOperationException("Failed.");
            }
        }

        private string Do(Step step, long now)
        {
            switch (step.Kind)
            {
                case 0:
                    return _map.TryGetValue(step.Entry, out var value) ? value : "none";
                case 1 or 2 or 3:
                    _map[step.Entry] = $"at {now}";
                    return $"{_map.Count}";
                case 4:
                    return $"{_map.Remove(step.Entry)}";
                case 5:
                    return string.Join(",", _map.OrderBy(e => e.Key).Select(e => $"{e.Key}: {e.Value}"));
                case 6:
                    return $"{_map.Count} {_map.ContainsKey(step.Entry)}";
                case 7 or 8:
                    _list.Add($"at {now}");
                    return $"{_list.Count}";
                case 9:
                    _list.AddRange([$"at {now}"]);
                    return $"{_list.Count}";
                case 10:
                    return string.Join(",", _list);
                case 11:
                    return step.Entry < _list.Count ? _list[step.Entry] : "none";
                case 12:
                    _list.Set(Enumerable.Range(0, step.Entry).Select(i => $"{i}"));
                    return $"{_list.Count}";
                case 20:
                    var removed = _map.Keys.Count(_map.Remove);
                    return $"{removed} removed, {_map.Count} left";
                case 14 or 15:
                    // Cleared, and perhaps set anew, behind the first of them: the walk goes on in what was there.
                    var entries = _map.Select((_, number) => Behind(number, () => ReplaceMap(step, now))).Count();
                    var elements = _list.Select((_, number) => Behind(number, () => ReplaceList(step, now))).Count();
                    return $"{entries} {elements}";
                case 21:
                    return $"{(_mapWalk ??= _map.GetEnumerator()).MoveNext()}";
                case 22:
                    return $"{(_listWalk ??= _list.GetEnumerator()).MoveNext()}";
                default:
                    _map.Clear();
                    _list.Clear();
                    return "cleared";
            }
        }

        private static int Behind(int number, Action first)
        {
            if (number == 0)
            {
                first();
            }

            return number;
        }

        private void ReplaceMap(Step step, long now)
        {
            _map.Clear();
            if (step.Kind == 15)
            {
                _map[step.Entry] = $"at {now}";
            }
        }

        private void ReplaceList(Step step, long now)
        {
            if (step.Kind == 15)
            {
                _list.Set([$"at {now}"]);
            }
            else
            {
                _list.Clear();
            }
        }
    }

    private sealed class Run
    {
        private const int Groups = 16;

        private readonly List<(StreamOperator Operator, Collector<string> Results)> _subtasks;

        public Run(Ttl ttl, int parallelism, TestRuntime? runtime = null)
        {
            Runtime = runtime ?? new TestRuntime();
            var job = new JobBuilder("job") { MaxParallelism = Groups };
            job.FromSource(new IdleSource<Step>(), WatermarkStrategy<Step>.None()).KeyBy(s => s.Key).Process(() => new Function(ttl)).SinkTo(new IdleSink<string>());
            var graph = job.Build();
            _subtasks = [.. Enumerable.Range(0, parallelism).Select(subtask =>
            {
                var context = Runtime.Context("process", subtask, parallelism, Groups);
                context.ErrorPolicy = ErrorPolicy.Skip;
                var op = graph.Create("process", context);
                return (op, Collector<string>.Of(op));
            })];
            if (runtime is null)
            {
                _subtasks.ForEach(s => s.Operator.OpenFresh());
            }
        }

        public TestRuntime Runtime { get; }

        /// <returns>What was emitted; nothing where the call has failed.</returns>
        public string? Call(Step step)
        {
            var (op, results) = _subtasks[KeyGroupRange.OwnerOf(KeyGroups.Of(KeyHash<int>.Of(step.Key), Groups), _subtasks.Count, Groups)];
            op.Feed((step, 0L));
            return results.Take().Select(r => r.Value).SingleOrDefault();
        }

        public Run Restart(Ttl ttl, int parallelism)
        {
            var snapshots = _subtasks.ConvertAll(s => s.Operator.Save());
            var run = new Run(ttl, parallelism, Runtime);
            run._subtasks.ForEach(s => s.Operator.OpenFrom(snapshots));
            return run;
        }
    }
}
