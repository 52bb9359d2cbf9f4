using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Actors.Specs.Support;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Actors.Specs.Running;

/// <summary>A job that has become another continues with the state of before, from its store and from a savepoint.</summary>
public sealed class EvolutionSpecs : IDisposable
{
    private readonly SqliteDirectory _directory = new();
    private readonly LogSource<Visit> _source = new LogSource<Visit>().Append(0, [.. First]);
    private readonly ScriptedSink<string> _sink = new();
    private readonly Recording<Visit> _summed = new();
    private readonly string _name = StreamSystem.NewName();

    public sealed record Total(int Count, string Last);

    [FormerName("AkkaStreamProc.Actors.Specs.Running.EvolutionSpecs.Total")]
    public sealed record Wider([FormerName("Count")] long Number, int Since = 7);

    [FormerName("AkkaStreamProc.Actors.Specs.Running.EvolutionSpecs.Total")]
    public sealed record Other(string Count);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task State_goes_on_in_the_type_that_it_has_now()
    {
        await Stop(Job<Total>(total => new((total?.Count ?? 0) + 1, "x"), total => $"{total.Count}"));
        Append();

        var end = await Finish(Job<Wider>(total => new((total?.Number ?? 0) + 1, total?.Since ?? 0), total => $"{total.Number}/{total.Since}", parallelism: 3));

        end.State.ShouldBe(JobState.Finished);
        // 100 visits and 50 more of ten keys: what was kept has the new member's default, and counts on.
        _sink.CommittedRecords.Where(r => r.EndsWith("=15/7", StringComparison.Ordinal)).Count().ShouldBe(10);
        _sink.CommittedRecords.Count.ShouldBe(150);
    }

    [Fact]
    public async Task State_that_cannot_be_read_is_refused_before_anything_runs_and_told_beforehand()
    {
        var savepoint = await Stop(Job<Total>(total => new((total?.Count ?? 0) + 1, "x"), total => $"{total.Count}"));
        Append();
        var other = Job<Other>(total => new($"{total?.Count}+"), total => total.Count);

        await _directory.OnNode(async system =>
        {
            (await Should.ThrowAsync<JobFailedException>(() => system.Run(other, Settings.OnDemand))).Message.ShouldSatisfyAllConditions(
                m => m.ShouldContain("cannot read the state 'total' of 'totals'"),
                m => m.ShouldContain("'Count', which was written as int, the job now has string"),
                m => m.ShouldContain("--allow-dropped-state totals/total"));
            foreach (var verdicts in new[] { await system.Processing.CheckAsync(other).Within("the verdicts"), SavepointInfo.Read(savepoint.Directory!).Check(other) })
            {
                verdicts.Single(v => v.State == "total").Fate.ShouldBe(StateFate.Unreadable);
                verdicts.Single(v => v.State == "timers").Fate.ShouldBe(StateFate.Kept);
                verdicts.Count(v => v.IsRefused).ShouldBe(1);
            }

            return true;
        });

        var end = await Finish(other, settings => settings with { AllowDroppedState = ["totals/total"] });
        end.State.ShouldBe(JobState.Finished);
        _sink.CommittedRecords.Where(r => r.EndsWith("=+++++", StringComparison.Ordinal)).Count().ShouldBe(10, "begins empty, and reads no visit again");
    }

    [Fact]
    public async Task Migration_of_the_users_makes_the_new_values()
    {
        await Stop(Job<Total>(total => new((total?.Count ?? 0) + 1, "x"), total => $"{total.Count}"));
        Append();

        var end = await Finish(
            Job<Other>(total => new($"{total?.Count}+"), total => total.Count, job => job.MigrateState((Total old) => new Other($"({old.Count})"))));

        end.State.ShouldBe(JobState.Finished);
        _sink.CommittedRecords.Where(r => r.EndsWith("=(10)+++++", StringComparison.Ordinal)).Count().ShouldBe(10);
    }

    [Fact]
    public async Task Sums_of_one_member_are_not_added_to_sums_of_another()
    {
        await Stop(Sums(v => v.Time));
        Append();
        var changed = Sums(v => -v.Time);

        (await Should.ThrowAsync<JobFailedException>(() => Finish(changed))).Message.ShouldSatisfyAllConditions(
            m => m.ShouldContain("was gathered of [by Key; Time], the job now takes [by Key; Time neg]"), m => m.ShouldContain("--allow-changed-selectors sum"));

        (await Finish(changed, settings => settings with { AllowChangedSelectors = ["sum"] })).State.ShouldBe(JobState.Finished);
        _sink.CommittedRecords.Order().ShouldBe(
            First.Select(v => (v.Key, v.Time)).Concat(Second.Select(v => (v.Key, Time: -v.Time))).GroupBy(v => v.Key).Select(g => $"{g.Key}={g.Sum(v => v.Time)}").Order(),
            "they go on where it was said that both mean the same");
    }

    [Fact]
    public async Task State_gets_a_new_name_where_the_old_one_may_be_dropped()
    {
        await Stop(Job<Total>(total => new((total?.Count ?? 0) + 1, "x"), total => $"{total.Count}"));
        Append();
        var renamed = Job<Total>(total => new((total?.Count ?? 0) + 1, "x"), total => $"{total.Count}", state: "sum");

        (await Should.ThrowAsync<JobFailedException>(() => Finish(renamed))).Message.ShouldContain("--allow-dropped-state totals/total");
        (await Finish(renamed, settings => settings with { AllowDroppedState = ["totals/total"] })).State.ShouldBe(JobState.Finished);
        _sink.CommittedRecords.Where(r => r.EndsWith("=5", StringComparison.Ordinal)).Count().ShouldBe(20, "once in each life of the state");
    }

    [Fact]
    public async Task Every_attempt_before_the_next_checkpoint_begins_with_what_was_allowed()
    {
        await Stop(Job<Total>(total => new((total?.Count ?? 0) + 1, "x"), total => $"{total.Count}"));
        Append();
        var failures = 2;

        var end = await Finish(
            Job<Other>(
                total => Interlocked.Decrement(ref failures) >= 0 ? throw new InvalidOperationException("early") : new($"{total?.Count}+"), total => total.Count, parallelism: 1),
            settings => settings with { AllowDroppedState = ["totals/total"], Restart = RestartStrategy.FixedDelay(TimeSpan.FromMilliseconds(1), 3) });

        end.State.ShouldBe(JobState.Finished);
        end.Attempt.ShouldBe(4);
        _sink.CommittedRecords.Where(r => r.EndsWith("=+++++", StringComparison.Ordinal)).Count().ShouldBe(10);
    }

    private static IReadOnlyList<Visit> First => Visits.Make(100, keys: 10);

    private static IReadOnlyList<Visit> Second => Visits.Make(50, keys: 10, from: 5000);

    private void Append() => _source.Append(0, [.. Second]).End();

    private Task<CheckpointStatus> Stop(JobGraph graph) => _directory.OnNode(async system =>
    {
        var job = await system.Run(graph, Settings.OnDemand);
        await system.Told(_name, "is running");
        if (graph.Plan.Operators.Any(o => o.Name == "totals"))
        {
            await _sink.Written.Until(_ => _sink.Written.Items.Count >= 100, "the first visits");
        }
        else
        {
            await _summed.Until(_ => _summed.Items.Count >= 100, "the first visits");
        }

        return (await job.StopWithSavepointAsync().Within("the end")).LastCheckpoint!;
    });

    private Task<JobStatus> Finish(JobGraph graph, Func<JobSettings, JobSettings>? with = null) => _directory.OnNode(async system =>
        await (await system.Run(graph, (with ?? (s => s))(Settings.OnDemand with { Restart = RestartStrategy.None }))).Completion.Within("the end"));

    private JobGraph Sums(System.Linq.Expressions.Expression<Func<Visit, long>> selector)
    {
        var job = new JobBuilder(_name);
        job.FromSource(_source, WatermarkStrategy<Visit>.Monotonous().WithTimestamps(v => v.Time), "source")
            .Map(v =>
            {
                _summed.Add(v);
                return v;
            })
            .KeyBy(v => v.Key)
            .Window(TumblingWindows.OfEventTime(TimeSpan.FromDays(1)))
            .Sum(selector, "sum")
            .Map(r => $"{r.Key}={r.Value}")
            .SinkTo(_sink, "out");
        return job.Build();
    }

    private JobGraph Job<TState>(Func<TState?, TState> next, Func<TState, string> text, Action<JobBuilder>? also = null, string state = "total", int parallelism = 2)
        where TState : class
    {
        var job = new JobBuilder(_name) { Parallelism = parallelism };
        also?.Invoke(job);
        job.FromSource(_source, WatermarkStrategy<Visit>.None(), "source")
            .KeyBy(v => v.Key)
            .Process(() => new Counting<TState>(state, next, text), "totals")
            .SinkTo(_sink, "out");
        return job.Build();
    }

    private sealed class Counting<TState>(string name, Func<TState?, TState> next, Func<TState, string> text) : ProcessFunction<int, Visit, string>
        where TState : class
    {
        private ValueState<TState> _state = null!;

        public override void Open(StateDeclarations states) => _state = states.Value<TState>(name);

        public override void Process(Visit record, ProcessContext<int, string> context)
        {
            _state.Value = next(_state.Value);
            context.Emit($"{record.Key}={text(_state.Value)}");
        }
    }
}
