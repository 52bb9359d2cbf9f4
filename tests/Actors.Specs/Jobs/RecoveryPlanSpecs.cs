using AkkaStreamProc.Actors.Checkpoints;
using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Actors.Jobs.Journal;
using AkkaStreamProc.Actors.Specs.Support;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Actors.Specs.Jobs;

/// <summary>What a submission continues from, and what it is refused for.</summary>
public sealed class RecoveryPlanSpecs
{
    private static readonly JobSettings Plain = new();

    private readonly ScriptedSink<string> _sink = new();
    private readonly LogSource<Visit> _source = new();

    [Fact]
    public void Job_continues_from_its_last_checkpoint_at_any_parallelism_and_chaining()
    {
        var plan = Plan(HistoryOf(Job(), 7, 8), Visits.Job("visits", _source, _sink, 3, writers: 1), Plain, out var refusal);

        refusal.ShouldBeNull();
        plan.From!.Id.ShouldBe(8);
        plan.FallsBack.ShouldBeFalse();
        plan.Notices.ShouldBeEmpty();
    }

    [Fact]
    public void State_that_nobody_takes_is_refused_by_operator_and_state_unless_it_is_allowed_by_name()
    {
        var history = HistoryOf(Job(), 7);
        var other = OtherShapes.Sum("visits", _source, _sink);

        Refusal(history, other, Plain).ShouldSatisfyAllConditions(
            m => m.ShouldContain("'count' ("),
            m => m.ShouldContain("in checkpoint 7"),
            m => m.ShouldContain("- count = count in"),
            m => m.ShouldContain("--allow-dropped-state count"));
        Refusal(history, other, Plain with { AllowDroppedState = ["out"] }).ShouldContain("'count' (");
        Plan(history, other, Plain with { AllowDroppedState = ["count"] }, out var refusal).Notices.ShouldSatisfyAllConditions(
            n => n[0].ShouldContain("state of 'count'"),
            n => n[0].ShouldContain("is dropped"),
            n => n[1].ShouldContain("'sum' is new"));
        refusal.ShouldBeNull();
    }

    [Fact]
    public void Operator_that_became_another_one_under_its_name_takes_no_state()
    {
        var changed = new JobBuilder("visits");
        changed.FromSource(_source, WatermarkStrategy<Visit>.Monotonous().WithTimestamps(v => v.Time))
            .KeyBy(v => v.Time)
            .Window(TumblingWindows.OfEventTime(TimeSpan.FromMilliseconds(Visits.WindowMs)))
            .Count("count")
            .Map(r => $"{r.Value}")
            .SinkTo(_sink, "out");
        var graph = changed.Build();
        var history = HistoryOf(Job(), 7);

        Refusal(history, graph, Plain).ShouldContain("cannot read the state 'panes' of 'count' in checkpoint 7: its key was written as int, the job now has long.");
        Plan(history, graph, Plain with { AllowDroppedState = ["count"] }, out _);
        var count = graph.Plan.Vertices.Single(v => v.Name == "count");
        CheckpointPlaces.For(count, history.Last, graph, Plain).Keys.ShouldNotContain("count");
        CheckpointPlaces.For(count, history.Last, graph, Plain).Keys.ShouldContain("out");
    }

    [Fact]
    public void Operators_without_state_may_come_and_go()
    {
        var more = Visits.Job("visits", _source, _sink);
        var less = new JobBuilder("visits");
        less.FromSource(_source, WatermarkStrategy<Visit>.Monotonous().WithTimestamps(v => v.Time))
            .KeyBy(v => v.Key)
            .Window(TumblingWindows.OfEventTime(TimeSpan.FromMilliseconds(Visits.WindowMs)))
            .Count("count")
            .Map(r => $"{r.Value}")
            .SinkTo(_sink, "out");

        Plan(HistoryOf(more, 7), less.Build(), Plain, out var refusal).From!.Id.ShouldBe(7);
        refusal.ShouldBeNull();
    }

    [Fact]
    public void Number_of_key_groups_cannot_change()
    {
        var other = new JobBuilder("visits") { MaxParallelism = 64 };
        other.FromSource(_source, WatermarkStrategy<Visit>.None()).Map(v => $"{v.Key}").SinkTo(_sink, "out");

        Refusal(HistoryOf(Job(), 7), other.Build(), Plain).ShouldContain("64 key groups");
    }

    [Fact]
    public void Checkpoint_without_a_word_of_where_state_lies_is_refused()
    {
        var history = HistoryOf(Job(), 7);
        history = history with { Checkpoints = [history.Last! with { Places = null }] };

        Refusal(history, Job(), Plain).ShouldContain("earlier version");
    }

    [Fact]
    public void Unknown_checkpoint_is_refused_with_those_that_are_retained() =>
        Refusal(HistoryOf(Job(), 7, 9), Job(), Plain with { RestoreFrom = 8 }).ShouldSatisfyAllConditions(
            m => m.ShouldContain("no checkpoint 8"),
            m => m.ShouldContain("7 (checkpoint of"),
            m => m.ShouldContain("9 (checkpoint of"));

    [Fact]
    public void Fresh_start_from_a_checkpoint_is_a_contradiction() =>
        Refusal(HistoryOf(Job(), 7), Job(), Plain with { StartFresh = true, RestoreFrom = 7 }).ShouldContain("cannot both");

    [Fact]
    public void Falling_back_needs_the_names_of_the_sinks_that_would_write_again()
    {
        var history = HistoryOf(Job(), 7, 8, 9);
        var back = Plain with { RestoreFrom = 7 };

        Refusal(history, Job(), back).ShouldSatisfyAllConditions(
            m => m.ShouldContain("from checkpoint 9 to 7"),
            m => m.ShouldContain("20 records"),
            m => m.ShouldContain("(8, 9) are forgotten"),
            m => m.ShouldContain("'out'"),
            m => m.ShouldContain("--allow-repeated-output out"));
        Refusal(history, Job(), back with { AllowRepeatedOutput = ["count"] }).ShouldContain("'out'");
        var plan = Plan(history, Job(), back with { AllowRepeatedOutput = ["out"] }, out var refusal);
        refusal.ShouldBeNull();
        plan.FallsBack.ShouldBeTrue();
        plan.From!.Id.ShouldBe(7);
        plan.Notices.ShouldHaveSingleItem().ShouldContain("20 records");
        history.Apply(new CheckpointChosen(7, default)).ShouldSatisfyAllConditions(
            h => h.Checkpoints.Select(c => c.Id).ShouldBe([7]), h => h.ForgottenUpTo.ShouldBe(9));
    }

    [Fact]
    public void Last_checkpoint_by_its_number_is_no_falling_back()
    {
        var plan = Plan(HistoryOf(Job(), 7, 8), Job(), Plain with { RestoreFrom = 8 }, out var refusal);

        refusal.ShouldBeNull();
        plan.FallsBack.ShouldBeFalse();
    }

    [Fact]
    public void Life_goes_on_until_the_job_is_discarded()
    {
        var (first, second) = (Guid.NewGuid(), Guid.NewGuid());
        var history = JobHistory.Empty.Apply(new JobSubmitted("1", "", 128, first)).Apply(new JobSubmitted("2", "", 128, first));
        history.Life.ShouldBe(first);

        var discarded = history.Apply(new JobDiscarded(default));

        discarded.Life.ShouldBeNull();
        discarded.DiscardedLives.ShouldBe([first]);
        discarded.Apply(new JobSubmitted("2", "", 128, second)).ShouldSatisfyAllConditions(
            h => h.Life.ShouldBe(second), h => h.DiscardedLives.ShouldBe([first]));
    }

    private static JobHistory HistoryOf(JobGraph graph, params long[] checkpoints)
    {
        var history = JobHistory.Empty.Apply(new JobSubmitted(graph.Fingerprint, graph.Shape, graph.MaxParallelism, Guid.NewGuid()));
        foreach (var id in checkpoints)
        {
            history = history.Apply(new CheckpointCompleted(new CompletedCheckpoint(
                new CheckpointStatus(id, false, default, default, 0),
                graph.Plan.Vertices.ToDictionary(v => v.Name, v => v.Parallelism),
                0,
                [new OperatorStatus("source", true, false, id * 10, 0, 0, 0)],
                CheckpointPlaces.Of(graph.Plan, graph))));
        }

        return history;
    }

    private static RecoveryPlan Plan(JobHistory history, JobGraph graph, JobSettings settings, out string? refusal) =>
        RecoveryPlan.Of("visits", history, graph, settings, null, out refusal);

    private static string Refusal(JobHistory history, JobGraph graph, JobSettings settings)
    {
        RecoveryPlan.Of("visits", history, graph, settings, null, out var refusal);
        return refusal.ShouldNotBeNull();
    }

    private JobGraph Job() => Visits.Job("visits", _source, _sink, 2);
}
