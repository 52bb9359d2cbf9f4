using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Faults;
using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Tests.Execution;
using AkkaStreamProc.Operators.Time;
using AkkaStreamProc.Operators.Windows;
using CsCheck;

namespace AkkaStreamProc.Operators.Tests.Functions;

using Context = ProcessContext<string, string>;

public class NamedTimerTests
{
    private static readonly string[] Names = ["", "idle", "other"];

    /// <summary>A timer is set or taken back, with a name or without; time goes on; or everything is carried through a checkpoint.</summary>
    public sealed record Step(int Kind, int Key, int Name, int At);

    private static readonly Gen<Step> Steps = Gen.Select(Gen.Int[0, 19], Gen.Int[0, 2], Gen.Int[0, 2], Gen.Int[0, 12], (kind, key, name, at) => new Step(kind, key, name, at));

    [Fact]
    public void Timers_with_and_without_names_fire_as_a_plain_list_says() => Gen.Select(Steps.Array[0, 60], Gen.Bool).Sample(
        (steps, isEventTime) =>
        {
            var now = 0L;
            var run = new Run(1)
            {
                OnTimer = (timestamp, context) =>
                {
                    switch (context.TimerName)
                    {
                        case "other":
                            Cancel(context, "idle", timestamp, isEventTime);
                            Set(context, "third", now + 3, isEventTime);
                            break;
                        case null:
                            Set(context, "", now + 2, isEventTime);
                            break;
                    }

                    if (Fails(context.TimerName ?? "", timestamp))
                    {
                        throw new InvalidOperationException("Failed.");
                    }
                },
            };
            // By key, in the order in which they were set.
            var model = new Dictionary<string, List<(string Name, long At)>>();
            foreach (var step in steps)
            {
                var (key, name, at) = ($"k{step.Key}", Names[step.Name], now + step.At);
                var ofKey = model.TryGetValue(key, out var known) ? known : model[key] = [];
                switch (step.Kind)
                {
                    case < 9:
                        // What is due already would fire before the next record; that is another test.
                        at++;
                        run.Call(key, context => Set(context, name, at, isEventTime));
                        var isThere = ofKey.Contains((name, at));
                        if (name.Length > 0)
                        {
                            isThere = false;
                            if (!ofKey.Contains((name, at)))
                            {
                                ofKey.RemoveAll(t => t.Name == name);
                            }
                            else
                            {
                                isThere = true;
                            }
                        }

                        if (!isThere)
                        {
                            ofKey.Add((name, at));
                        }

                        break;
                    case < 13:
                        run.Call(key, context => Cancel(context, name, at, isEventTime));
                        ofKey.RemoveAll(t => t.Name == name && (name.Length > 0 || t.At == at));
                        break;
                    case < 15:
                        // A call that fails has changed nothing.
                        run.Call(key, context =>
                        {
                            Set(context, name, at + 1, isEventTime);
                            Cancel(context, Names[1], at, isEventTime);
                            Set(context, "third", at + 2, isEventTime);
                            throw new InvalidOperationException("Failed.");
                        });
                        break;
                    case < 17:
                        run = run.Restart(1 + (step.At % 3));
                        break;
                    default:
                        now = at;
                        var due = model.SelectMany(k => FireAll(k.Value, now).Select(t => (Key: k.Key, t.Name, t.At)))
                            .OrderBy(t => t.At).ThenBy(t => KeyHash<string>.Of(t.Key)).Select(t => $"{t.Key} {t.Name} {t.At}").ToList();
                        run.Advance(now, isEventTime);
                        run.Take().ShouldBe(due, ignoreOrder: run.Parallelism > 1);
                        break;
                }

                run.Take().ShouldBeEmpty();
            }
        },
        iter: 400,
        threads: 1);

    [Fact]
    public void Name_moves_from_one_clock_to_the_other()
    {
        var run = new Run(1);
        run.Call("a", context => context.SetTimer("idle", 10));
        run.Call("a", context => context.SetTimer("idle", 20, TimeDomain.ProcessingTime));
        run.Advance(15, isEventTime: true);
        run.Take().ShouldBeEmpty();

        run.Advance(20, isEventTime: false);

        run.Take().ShouldBe(["a idle 20"]);
    }

    [Fact]
    public void Timer_that_fires_may_cancel_and_move_those_that_are_due_with_it_and_set_itself_again()
    {
        var run = new Run(1)
        {
            OnTimer = (timestamp, context) =>
            {
                if (context.TimerName == "first" && timestamp == 10)
                {
                    context.CancelTimer("second").ShouldBeTrue();
                    context.CancelTimer("second").ShouldBeFalse();
                    context.SetTimer("third", timestamp + 5);
                    context.SetTimer("first", timestamp + 5);
                    context.RegisterEventTimeTimer(timestamp + 5);
                }
            },
        };
        run.Call("a", context =>
        {
            context.SetTimer("first", 10);
            context.SetTimer("second", 10);
            context.SetTimer("third", 10);
            context.SetTimer("fourth", 10);
        });

        run.Advance(10, isEventTime: true);
        run.Take().ShouldBe(["a first 10", "a fourth 10"]);

        run = run.Restart(1);
        run.Advance(15, isEventTime: true);
        run.Take().ShouldBe(["a  15", "a third 15", "a first 15"]);
    }

    [Fact]
    public void Failed_timer_has_fired_and_what_it_has_canceled_fires()
    {
        var run = new Run(1)
        {
            OnTimer = (_, context) =>
            {
                if (context.TimerName == "first")
                {
                    context.CancelTimer("second");
                    context.SetTimer("first", 20);
                    throw new InvalidOperationException("Failed.");
                }
            },
        };
        run.Call("a", context =>
        {
            context.SetTimer("first", 10);
            context.SetTimer("second", 10);
        });

        run.Advance(10, isEventTime: true);
        run.Advance(30, isEventTime: true);

        run.Take().ShouldBe(["a second 10"]);
    }

    [Fact]
    public void Failed_timer_without_a_name_leaves_the_names_that_are_due_with_it()
    {
        var run = new Run(1)
        {
            OnTimer = (_, context) =>
            {
                if (context.TimerName is null)
                {
                    context.CancelTimer("first");
                    context.SetTimer("second", 20);
                    context.RegisterEventTimeTimer(25);
                    throw new InvalidOperationException("Failed.");
                }
            },
        };
        run.Call("a", context =>
        {
            context.SetTimer("first", 10);
            context.RegisterEventTimeTimer(10);
            context.SetTimer("second", 10);
        });

        run.Advance(10, isEventTime: true);
        run.Advance(30, isEventTime: true);

        run.Take().ShouldBe(["a first 10", "a second 10"]);
    }

    [Fact]
    public void Timer_of_the_clock_that_fires_may_move_those_that_are_due_with_it()
    {
        var run = new Run(1)
        {
            OnTimer = (timestamp, context) =>
            {
                if (context.TimerName == "first" && timestamp == 10)
                {
                    context.SetTimer("second", 15, TimeDomain.ProcessingTime);
                    context.SetTimer("third", 15);
                    context.SetTimer("first", 15, TimeDomain.ProcessingTime);
                }
            },
        };
        run.Call("a", context =>
        {
            foreach (var name in new[] { "first", "second", "third", "fourth" })
            {
                context.SetTimer(name, 10, TimeDomain.ProcessingTime);
            }
        });

        run.Advance(10, isEventTime: false);
        run.Take().ShouldBe(["a first 10", "a fourth 10"]);

        run = run.Restart(1);
        run.Advance(15, isEventTime: false);
        run.Take().ShouldBe(["a second 15", "a first 15"]);
        run.Advance(15, isEventTime: true);
        run.Take().ShouldBe(["a third 15"]);
    }

    [Fact]
    public void Timer_of_the_past_fires_before_the_next_record()
    {
        var run = new Run(1);
        run.Advance(50, isEventTime: true);

        run.Call("a", context => context.SetTimer("idle", 10));

        run.Take().ShouldBe(["a idle 10"]);
    }

    [Fact]
    public void Timers_with_names_that_are_pending_at_the_end_are_dropped_and_counted_where_the_function_says_so()
    {
        var run = new Run(1);
        run.Call("a", context =>
        {
            context.SetTimer("one", 1_000, TimeDomain.ProcessingTime);
            context.SetTimer("two", 1_000, TimeDomain.ProcessingTime);
            context.RegisterProcessingTimeTimer(1_000);
            context.RegisterProcessingTimeTimer(2_000);
        });

        Feeding.Complete(run.Operators[0].OnEndOfInput);

        run.Take().ShouldBeEmpty();
        run.Runtime.Notices.ShouldHaveSingleItem().ShouldContain("4 processing-time timers that were not due yet are dropped");
    }

    [Fact]
    public void Function_without_names_writes_none()
    {
        var run = new Run(1);
        run.Call("a", context => context.RegisterEventTimeTimer(10));

        run.Operators[0].Save().Operators["process"].Keyed.Select(k => k.Name).ShouldNotContain("$named-timers");
    }

    [Fact]
    public void Name_that_is_moved_often_takes_the_room_of_one()
    {
        var run = new Run(1);
        run.Call("a", context => context.SetTimer("idle", 1));
        var before = run.Operators[0].MeasureMemory().State;
        for (var at = 2; at < 5_000; at++)
        {
            var next = at;
            run.Call("a", context => context.SetTimer("idle", next));
        }

        run.Operators[0].MeasureMemory().State.ShouldBeLessThan(before + 200);
        run.Advance(10_000, isEventTime: true);
        run.Take().ShouldBe(["a idle 4999"]);
    }

    private static bool Fails(string name, long timestamp) => timestamp % 3 == 0 && name != "idle";

    /// <summary>What fires of the timers of a key, in its order; does to the others what those that fire do.</summary>
    private static List<(string Name, long At)> FireAll(List<(string Name, long At)> all, long now)
    {
        var fired = new List<(string Name, long At)>();
        while (all.Where(t => t.At <= now).Select(t => (long?)t.At).Min() is { } first)
        {
            var due = all.Where(t => t.At == first).OrderBy(t => t.Name.Length > 0).ToList();
            all.RemoveAll(t => t.At == first);
            while (due is [var timer, ..])
            {
                due.RemoveAt(0);
                if (Fails(timer.Name, first))
                {
                    // Neither what it has emitted nor what it has set and canceled.
                    continue;
                }

                fired.Add(timer);
                if (timer.Name == "other")
                {
                    due.RemoveAll(t => t.Name is "idle" or "third");
                    all.RemoveAll(t => t.Name == "idle" || (t.Name == "third" && t.At != now + 3));
                }

                (string Name, long At)? next = timer.Name switch { "other" => ("third", now + 3), "" => ("", now + 2), _ => null };
                if (next is { } set && !all.Contains(set))
                {
                    all.Add(set);
                }
            }
        }

        return fired;
    }

    private static void Set(Context context, string name, long at, bool isEventTime)
    {
        switch (name.Length, isEventTime)
        {
            case (0, true):
                context.RegisterEventTimeTimer(at);
                break;
            case (0, false):
                context.RegisterProcessingTimeTimer(at);
                break;
            default:
                context.SetTimer(name, at, isEventTime ? TimeDomain.EventTime : TimeDomain.ProcessingTime);
                break;
        }
    }

    private static void Cancel(Context context, string name, long at, bool isEventTime)
    {
        switch (name.Length, isEventTime)
        {
            case (0, true):
                context.DeleteEventTimeTimer(at);
                break;
            case (0, false):
                context.DeleteProcessingTimeTimer(at);
                break;
            default:
                context.CancelTimer(name);
                break;
        }
    }

    private sealed class Run
    {
        private const int Groups = 16;

        private readonly List<Collector<string>> _results = [];
        private Action<Context> _call = static _ => { };

        public Run(int parallelism, TestRuntime? runtime = null)
        {
            Runtime = runtime ?? new TestRuntime();
            Parallelism = parallelism;
            var job = new JobBuilder("job") { MaxParallelism = Groups };
            job.FromSource(new IdleSource<string>(), WatermarkStrategy<string>.None()).KeyBy(key => key).Process(() => new Function(this)).SinkTo(new IdleSink<string>());
            var graph = job.Build();
            Operators = [.. Enumerable.Range(0, parallelism).Select(subtask =>
            {
                var context = Runtime.Context("process", subtask, parallelism, Groups);
                context.ErrorPolicy = ErrorPolicy.Skip;
                var op = graph.Create("process", context);
                _results.Add(Collector<string>.Of(op));
                return op;
            })];
            if (runtime is null)
            {
                Operators.ForEach(op => op.OpenFresh());
            }
        }

        public Action<long, Context> OnTimer { get; set; } = static (_, _) => { };

        public TestRuntime Runtime { get; }

        public int Parallelism { get; }

        public List<StreamOperator> Operators { get; }

        public void Call(string key, Action<Context> call)
        {
            _call = call;
            Operators[KeyGroupRange.OwnerOf(KeyGroups.Of(KeyHash<string>.Of(key), Groups), Parallelism, Groups)].Feed((key, 0L));
        }

        public void Advance(long time, bool isEventTime)
        {
            if (isEventTime)
            {
                Operators.ForEach(op => Feeding.Complete(() => op.OnWatermark(time)));
            }
            else
            {
                Runtime.Now = time;
                Operators.ForEach(op => Feeding.Complete(() => op.OnProcessingTime(time)));
            }
        }

        public Run Restart(int parallelism)
        {
            var snapshots = Operators.ConvertAll(op => op.Save());
            var run = new Run(parallelism, Runtime) { OnTimer = OnTimer };
            run.Operators.ForEach(op => op.OpenFrom(snapshots));
            return run;
        }

        public List<string> Take() => [.. _results.SelectMany(r => r.Take()).Select(r => r.Value)];

        private sealed class Function(Run run) : ProcessFunction<string, string, string>
        {
            public override PendingTimers PendingTimersAtEnd => PendingTimers.Drop;

            public override void Process(string record, Context context) => run._call(context);

            public override void OnTimer(long timestamp, Context context)
            {
                context.Emit($"{context.Key} {context.TimerName} {timestamp}");
                run.OnTimer(timestamp, context);
            }
        }
    }
}
