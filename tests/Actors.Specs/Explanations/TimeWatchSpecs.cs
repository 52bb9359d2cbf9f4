using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Actors.Explanations;
using AkkaStreamProc.Actors.Subtasks;
using AkkaStreamProc.Operators.Execution;

namespace AkkaStreamProc.Actors.Specs.Explanations;

public class TimeWatchSpecs
{
    private static readonly SubtaskId Subtask = new(0, 0);

    private static readonly DateTimeOffset Noon = DateTimeOffset.UnixEpoch.AddHours(12);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Records_that_a_checkpoint_has_counted_are_none_of_this_attempt(bool isRestored)
    {
        var watch = new TimeWatch(isRestored);

        watch.Take(Subtask, Report(taken: 4_000_000), Noon);
        watch.Of(Subtask)!.Operators[0].LastIn.ShouldBe(isRestored ? null : Noon);

        watch.Take(Subtask, Report(taken: 4_000_000), Noon.AddMinutes(1));
        watch.Of(Subtask)!.Operators[0].LastIn.ShouldBe(isRestored ? null : Noon);

        watch.Take(Subtask, Report(taken: 4_000_001), Noon.AddMinutes(2));
        watch.Of(Subtask)!.Operators[0].LastIn.ShouldBe(Noon.AddMinutes(2));
    }

    private static SubtaskReport Report(long taken) => new(0, false, [new OperatorCount("count", taken, 0, 0, 0, 0, 0)])
    {
        Time = new SubtaskTime([], null, [AwaitedTime.Nothing], [], false, 0, 0),
    };
}
