using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Actors.Subtasks;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Actors.Specs.Jobs;

public sealed class JobReportSpecs
{
    private static readonly SubtaskId Fast = new(0, 0);
    private static readonly SubtaskId Slow = new(0, 1);
    private static readonly SubtaskId Idle = new(1, 0);

    [Fact]
    public void Watermark_is_the_lowest_of_the_subtasks_that_have_one() =>
        Watermark((Fast, 900), (Slow, 400), (Idle, Watermarks.Min)).ShouldBe(400);

    [Fact]
    public void Idle_subtask_holds_nothing_up_and_where_all_are_idle_the_highest_counts()
    {
        var (fast, slow, behind) = (new SubtaskReport(9999, false, []), new SubtaskReport(2499, true, []), new SubtaskReport(9999, true, []));

        JobReport.Watermark([Fast, Slow, Idle], new Dictionary<SubtaskId, SubtaskReport> { [Fast] = fast, [Slow] = slow }).ShouldBe(9999);
        JobReport.Watermark([Fast, Slow, Idle], new Dictionary<SubtaskId, SubtaskReport> { [Fast] = fast with { IsIdle = true }, [Slow] = slow, [Idle] = behind }).ShouldBe(9999);
    }

    [Fact]
    public void Subtask_that_has_not_reported_holds_nothing_up() => Watermark((Fast, 900)).ShouldBe(900);

    [Fact]
    public void There_is_no_watermark_before_any_subtask_has_one()
    {
        Watermark().ShouldBe(Watermarks.Min);
        Watermark((Fast, Watermarks.Min), (Slow, Watermarks.Min)).ShouldBe(Watermarks.Min);
    }

    [Fact]
    public void End_of_the_input_is_reached_when_all_have_reached_it()
    {
        Watermark((Fast, Watermarks.Max), (Slow, 400)).ShouldBe(400);
        Watermark((Fast, Watermarks.Max), (Slow, Watermarks.Max)).ShouldBe(Watermarks.Min, "one has not even begun");
        Watermark((Fast, Watermarks.Max), (Slow, Watermarks.Max), (Idle, Watermarks.Max)).ShouldBe(Watermarks.Max);
    }

    private static long Watermark(params (SubtaskId Subtask, long Watermark)[] reports) =>
        JobReport.Watermark([Fast, Slow, Idle], reports.ToDictionary(r => r.Subtask, r => new SubtaskReport(r.Watermark, false, [])));
}
