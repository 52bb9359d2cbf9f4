using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.Tests.Execution;
using AkkaStreamProc.Operators.Time;
using CsCheck;

namespace AkkaStreamProc.Operators.Tests.State;

public class TtlTests
{
    private const int LifeMs = 100;

    public enum Starts
    {
        Create,
        Write,
        Access,
    }

    /// <summary>At a moment a key is read, set or cleared; or everything is carried through a checkpoint.</summary>
    public sealed record Step(int Wait, int Key, int Kind);

    private static readonly Gen<Step> Steps = Gen.Select(Gen.OneOf(Gen.Int[0, 30], Gen.Int[90, 110]), Gen.Int[0, 3], Gen.Int[0, 9], (wait, key, kind) => new Step(wait, key, kind));

    [Theory]
    [InlineData(Starts.Create)]
    [InlineData(Starts.Write)]
    [InlineData(Starts.Access)]
    public void Value_is_there_until_its_time_is_over_to_the_millisecond(Starts start) => Steps.Array[0, 40].Sample(
        steps =>
        {
            var run = new Run(TtlOf(start, LifeMs));
            var model = new Dictionary<int, (string Value, long Since)>();
            foreach (var step in steps)
            {
                run.Runtime.Clock.Advance(TimeSpan.FromMilliseconds(step.Wait));
                var now = run.Runtime.SubtaskClock.NowMs;
                var isThere = model.TryGetValue(step.Key, out var known) && now - known.Since < LifeMs;
                switch (step.Kind)
                {
                    case < 4:
                        run.Call((step.Key, "read", "")).ShouldBe(isThere ? known.Value : "none");
                        if (isThere && start == Starts.Access)
                        {
                            model[step.Key] = (known.Value, now);
                        }

                        break;
                    case < 8:
                        run.Call((step.Key, "set", $"at {now}"));
                        model[step.Key] = ($"at {now}", isThere && start == Starts.Create ? known.Since : now);
                        break;
                    case 8:
                        run.Call((step.Key, "clear", ""));
                        model.Remove(step.Key);
                        break;
                    default:
                        run = run.Restart(TtlOf(start, LifeMs));
                        break;
                }
            }
        },
        iter: 300);

    [Fact]
    public void What_has_expired_is_removed_while_other_keys_are_at_work()
    {
        var run = new Run(Ttl.AfterWrite(TimeSpan.FromMilliseconds(LifeMs)));
        for (var key = 0; key < 1_000; key++)
        {
            run.Call((key, "set", "old"));
        }

        run.Runtime.Clock.Advance(TimeSpan.FromMilliseconds(LifeMs));
        for (var call = 0; call < 1_000; call++)
        {
            run.Call((-1, "set", "new"));
        }

        // With a time that is not over for anything: whatever is still kept is seen.
        run = run.Restart(Ttl.AfterWrite(TimeSpan.FromDays(1)));
        Enumerable.Range(0, 1_000).Count(key => run.Call((key, "read", "")) != "none").ShouldBe(0);
        run.Call((-1, "read", "")).ShouldBe("new");
    }

    [Fact]
    public void Reduced_value_begins_anew_where_the_former_has_expired()
    {
        var run = new Run(Ttl.AfterWrite(TimeSpan.FromMilliseconds(LifeMs)));
        run.Call((1, "add", "a")).ShouldBe("a");
        run.Call((1, "add", "b")).ShouldBe("ab");
        run.Runtime.Clock.Advance(TimeSpan.FromMilliseconds(LifeMs));
        run.Call((1, "add", "c")).ShouldBe("c");
    }

    [Fact]
    public void Nothing_expires_within_a_call()
    {
        var run = new Run(Ttl.AfterWrite(TimeSpan.FromMilliseconds(LifeMs)));
        run.Call((1, "add", "a"));
        run.Runtime.Clock.Advance(TimeSpan.FromMilliseconds(LifeMs - 1));

        run.Call((1, "wait", "b")).ShouldBe("ab");
    }

    [Fact]
    public void Time_that_is_none_is_refused() => Should.Throw<StreamProcessingException>(() => Ttl.AfterWrite(TimeSpan.Zero));

    private static Ttl TtlOf(Starts start, int milliseconds) => start switch
    {
        Starts.Create => Ttl.AfterCreate(TimeSpan.FromMilliseconds(milliseconds)),
        Starts.Write => Ttl.AfterWrite(TimeSpan.FromMilliseconds(milliseconds)),
        _ => Ttl.AfterAccess(TimeSpan.FromMilliseconds(milliseconds)),
    };

    private sealed class Function(Ttl ttl, Action passes) : ProcessFunction<int, (int Key, string What, string Value), string>
    {
        private ValueState<string> _value = null!;
        private ReducingState<string> _reduced = null!;

        public override bool UsesEventTime => false;

        public override void Open(StateDeclarations states)
        {
            _value = states.Value<string>("value", ttl);
            _reduced = states.Reducing<string>("reduced", (a, b) => a + b, ttl);
        }

        public override void Process((int Key, string What, string Value) record, ProcessContext<int, string> context)
        {
            switch (record.What)
            {
                case "set":
                    _value.Value = record.Value;
                    break;
                case "clear":
                    _value.Clear();
                    break;
                case "wait":
                    var isThere = _reduced.HasValue;
                    passes();
                    context.Emit(isThere ? _reduced.Value + record.Value : "none");
                    return;
                case "add":
                    _reduced.Add(record.Value);
                    context.Emit(_reduced.Value!);
                    return;
            }

            context.Emit(record.What == "read" ? (_value.HasValue ? _value.Value! : "none") : "done");
        }
    }

    private sealed class Run
    {
        private readonly StreamOperator _operator;
        private readonly Collector<string> _results;

        public Run(Ttl ttl, TestRuntime? runtime = null, IReadOnlyList<SubtaskSnapshot>? snapshots = null)
        {
            Runtime = runtime ?? new TestRuntime();
            var job = new JobBuilder("job") { MaxParallelism = 16 };
            job.FromSource(new IdleSource<(int Key, string What, string Value)>(), WatermarkStrategy<(int Key, string What, string Value)>.None())
                .KeyBy(r => r.Key).Process(() => new Function(ttl, () => Runtime.Clock.Advance(TimeSpan.FromMilliseconds(1)))).SinkTo(new IdleSink<string>());
            _operator = job.Build().Create("process", Runtime.Context("process", maxParallelism: 16));
            _results = Collector<string>.Of(_operator);
            if (snapshots is null)
            {
                _operator.OpenFresh();
            }
            else
            {
                _operator.OpenFrom(snapshots);
            }
        }

        public TestRuntime Runtime { get; }

        public string Call((int Key, string What, string Value) record)
        {
            _operator.Feed((record, 0L));
            return _results.Take().ShouldHaveSingleItem().Value;
        }

        public Run Restart(Ttl ttl) => new(ttl, Runtime, [_operator.Save()]);
    }
}
