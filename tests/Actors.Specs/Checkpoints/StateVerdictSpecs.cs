using AkkaStreamProc.Actors.Checkpoints;
using AkkaStreamProc.Actors.Checkpoints.Verdicts;
using AkkaStreamProc.Actors.Specs.Support;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Actors.Specs.Checkpoints;

/// <summary>What becomes of state when a job has become another, told before anything runs.</summary>
public sealed class StateVerdictSpecs
{
    private readonly LogSource<Visit> _source = new();
    private readonly ScriptedSink<string> _sink = new();

    public sealed record Total(int Sum);

    [FormerName("AkkaStreamProc.Actors.Specs.Checkpoints.StateVerdictSpecs.Total")]
    public sealed record Wider(long Sum, string? Note = null);

    [FormerName("AkkaStreamProc.Actors.Specs.Checkpoints.StateVerdictSpecs.Total")]
    public sealed record Other(string Sum);

    [FormerName("AkkaStreamProc.Actors.Specs.Checkpoints.StateVerdictSpecs.Total")]
    public sealed class Failing
    {
        public Failing() => throw new InvalidOperationException("The setting is missing.");

        public int Sum { get; init; }

        public string Name { get; init; } = "";
    }

    [Fact]
    public void Same_job_keeps_everything() =>
        Verdicts(With<Total>("total"), With<Total>("total")).Select(v => (v.Operator, v.State, v.Fate, v.Details.Count)).ShouldBe(
            [("out", "epochs", StateFate.Kept, 0), ("source", "splits", StateFate.Kept, 0), ("totals", "total", StateFate.Kept, 0), ("totals", "timers", StateFate.Kept, 0)]);

    [Fact]
    public void State_whose_type_has_changed_evolves_or_is_migrated_or_cannot_be_read()
    {
        Of(Verdicts(With<Total>("total"), With<Wider>("total")), "totals", "total").ShouldSatisfyAllConditions(
            v => v.Fate.ShouldBe(StateFate.Evolved),
            v => v.Details.Count.ShouldBe(3),
            v => v.Details.ShouldContain(d => d.EndsWith("Wider.Note is new", StringComparison.Ordinal)),
            v => v.Details.ShouldContain("Sum was int"));
        Of(Verdicts(With<Total>("total"), With<Other>("total")), "totals", "total").ShouldSatisfyAllConditions(
            v => v.Fate.ShouldBe(StateFate.Unreadable), v => v.Details.ShouldBe(["its value has 'Sum', which was written as int, the job now has string"]));
        Of(Verdicts(With<Total>("total"), With<Other>("total", job => job.MigrateState((Total old) => new Other($"{old.Sum}")))), "totals", "total").Fate.ShouldBe(StateFate.Migrated);
    }

    [Fact]
    public void State_of_another_name_is_new_and_the_old_one_is_dropped()
    {
        var verdicts = Verdicts(With<Total>("total"), With<Total>("sum"));

        Of(verdicts, "totals", "total").Fate.ShouldBe(StateFate.Dropped);
        Of(verdicts, "totals", "sum").Fate.ShouldBe(StateFate.New);
        Of(verdicts, "totals", "timers").Fate.ShouldBe(StateFate.Kept);
    }

    [Fact]
    public void State_that_was_gathered_by_another_selector_is_told()
    {
        var fees = Verdicts(Sums(v => v.Time), Sums(v => v.Time + 1));
        Of(fees, "sum", "panes").ShouldSatisfyAllConditions(
            v => v.Fate.ShouldBe(StateFate.Reselected), v => v.Details.ShouldBe(["was gathered of [by Key; Time], the job now takes [by Key; Time 1 add]"]));
        Of(Verdicts(With<Total>("total"), With<Total>("total", key: v => v.Key + 1)), "totals", "total").Fate.ShouldBe(StateFate.Reselected);
        Verdicts(Tables(v => v.Time), Tables(v => -v.Time)).Where(v => v.Fate == StateFate.Reselected).Select(v => v.Operator).Distinct().Order().ShouldBe(["last", "sums"]);
        Fates(Tables(v => v.Time), Tables(visit => visit.Time)).ShouldBe([StateFate.Kept]);
        Fates(Sums(v => v.Time), Sums(visit => visit.Time)).ShouldBe([StateFate.Kept]);
    }

    [Fact]
    public void Operator_of_the_same_name_that_is_another_takes_nothing()
    {
        var verdict = Of(Verdicts(Sums(v => v.Time), With<Total>("total", name: "sum")), "sum", "panes");

        verdict.Fate.ShouldBe(StateFate.Dropped);
        verdict.Details.Single().ShouldContain("the operator was 'sum in tumbling");
    }

    [Fact]
    public void Checkpoint_of_an_earlier_version_keeps_all_of_an_operator_or_nothing()
    {
        static IReadOnlyDictionary<string, OperatorPlace> Old(JobGraph graph) =>
            CheckpointPlaces.Of(graph.Plan, graph).ToDictionary(p => p.Key, p => p.Value with { Form = null });

        StateVerdicts.Of(With<Total>("total"), Old(With<Total>("total"))).Count(v => v.Fate == StateFate.Kept).ShouldBe(4);
        Of(StateVerdicts.Of(With<Wider>("total"), Old(With<Total>("total"))), "totals", "total").Fate.ShouldBe(StateFate.Dropped);
    }

    [Fact]
    public void Comparing_outlives_code_of_the_users_that_throws() =>
        Of(Verdicts(With<Total>("total"), With<Failing>("total")), "totals", "total").ShouldSatisfyAllConditions(
            v => v.Fate.ShouldBe(StateFate.Unreadable), v => v.Details.Single().ShouldContain("The setting is missing."));

    private static IEnumerable<StateFate> Fates(JobGraph before, JobGraph after) => Verdicts(before, after).Select(v => v.Fate).Distinct();

    private static IReadOnlyList<StateVerdict> Verdicts(JobGraph before, JobGraph after) =>
        StateVerdicts.Of(after, CheckpointPlaces.Of(before.Plan, before));

    private static StateVerdict Of(IReadOnlyList<StateVerdict> verdicts, string op, string state) =>
        verdicts.Where(v => v.Operator == op && v.State == state).ShouldHaveSingleItem();

    private JobGraph With<TState>(string state, Action<JobBuilder>? also = null, string name = "totals", System.Linq.Expressions.Expression<Func<Visit, int>>? key = null)
    {
        var job = new JobBuilder("visits");
        also?.Invoke(job);
        job.FromSource(_source, WatermarkStrategy<Visit>.None())
            .KeyBy(key ?? (v => v.Key))
            .Process(() => new Keeping<TState>(state), name)
            .SinkTo(_sink, "out");
        return job.Build();
    }

    private JobGraph Sums(System.Linq.Expressions.Expression<Func<Visit, long>> selector)
    {
        var job = new JobBuilder("visits");
        job.FromSource(_source, WatermarkStrategy<Visit>.Monotonous().WithTimestamps(v => v.Time))
            .KeyBy(v => v.Key)
            .Window(TumblingWindows.OfEventTime(TimeSpan.FromSeconds(1)))
            .Sum(selector, "sum")
            .Map(r => $"{r.Value}")
            .SinkTo(_sink, "out");
        return job.Build();
    }

    private JobGraph Tables(Func<Visit, long> selector)
    {
        var job = new JobBuilder("visits");
        var visits = job.FromSource(_source, WatermarkStrategy<Visit>.None()).KeyBy(v => v.Key).Updating(Ttl.Never);
        visits.Sum(selector, "sums").Changes().Map(c => $"{c.Row}").SinkTo(_sink, "out");
        visits.LastBy(selector, name: "last").Changes().Map(c => $"{c.Row}").SinkTo(_sink, "others");
        return job.Build();
    }

    private sealed class Keeping<TState>(string name) : ProcessFunction<int, Visit, string>
    {
        private ValueState<TState> _state = null!;

        public override void Open(StateDeclarations states) => _state = states.Value<TState>(name);

        public override void Process(Visit record, ProcessContext<int, string> context)
        {
            if (_state.HasValue)
            {
                context.Emit($"{record.Key}");
            }
        }
    }
}
