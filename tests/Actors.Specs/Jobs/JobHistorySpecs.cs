using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Actors.Jobs.Journal;

namespace AkkaStreamProc.Actors.Specs.Jobs;

public sealed class JobHistorySpecs
{
    [Fact]
    public void Empty_history_has_nothing_to_continue_from()
    {
        JobHistory.Empty.Fingerprint.ShouldBeNull();
        JobHistory.Empty.Last.ShouldBeNull();
        JobHistory.Empty.End.ShouldBeNull();
        JobHistory.Empty.ReservedUpTo.ShouldBe(0);
    }

    [Fact]
    public void Completed_checkpoints_gather_and_the_last_is_continued_from()
    {
        var history = Fold(JournalEvents.Submitted, JournalEvents.Attempt(1, 0, 100), JournalEvents.Completed(1), JournalEvents.Completed(4));

        history.Checkpoints.Select(c => c.Id).ShouldBe([1, 4]);
        history.Last!.Id.ShouldBe(4);
        history.Attempt.ShouldBe(1);
        history.ReservedUpTo.ShouldBe(100);
    }

    [Fact]
    public void Reservation_moves_the_numbers_on_and_nothing_else()
    {
        var before = Fold(JournalEvents.Submitted, JournalEvents.Attempt(1, 0, 100), JournalEvents.Completed(9));

        before.Apply(new CheckpointIdsReserved(200)).ShouldBe(before with { ReservedUpTo = 200 });
    }

    [Fact]
    public void End_is_remembered_until_the_next_attempt_begins()
    {
        var ended = Fold(JournalEvents.Submitted, JournalEvents.Attempt(1, 0, 100), new JobEnded(JobState.Failed, "the disk is full", default));
        ended.End.ShouldBe(JobState.Failed);
        ended.Cause.ShouldBe("the disk is full");

        var again = ended.Apply(JournalEvents.Attempt(2, 0, 200));

        again.End.ShouldBeNull();
        again.Cause.ShouldBeNull();
    }

    [Fact]
    public void Discarding_forgets_everything_but_the_numbers()
    {
        var history = Fold(
            JournalEvents.Submitted,
            JournalEvents.Attempt(3, 0, 300),
            JournalEvents.Completed(201),
            new JobEnded(JobState.Finished, null, default),
            new JobDiscarded(default));

        // Subtasks that were ever there may have left something outside.
        history.HighestParallelism.ShouldBe(new Dictionary<string, int> { ["source"] = 2, ["count"] = 3 }, ignoreOrder: true);
        history.DiscardedLives.ShouldBe([JournalEvents.Submitted.Life!.Value]);
        history.ShouldBe(JobHistory.Empty with
        {
            Attempt = 3,
            ReservedUpTo = 300,
            HighestParallelism = history.HighestParallelism,
            DiscardedLives = history.DiscardedLives,
        });
    }

    [Fact]
    public void Retaining_keeps_the_last_ones_and_savepoints()
    {
        var history = Fold(JournalEvents.Completed(1, isSavepoint: true), JournalEvents.Completed(2), JournalEvents.Completed(3), JournalEvents.Completed(4));

        history.Retain(2).Checkpoints.Select(c => c.Id).ShouldBe([1, 3, 4]);
    }

    private static JobHistory Fold(params IEnumerable<JobJournalEvent> events) => events.Aggregate(JobHistory.Empty, (h, e) => h.Apply(e));
}
