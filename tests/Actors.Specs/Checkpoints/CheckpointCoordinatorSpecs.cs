using AkkaStreamProc.Actors.Checkpoints;
using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Actors.Specs.Support;
using AkkaStreamProc.Actors.Subtasks;

namespace AkkaStreamProc.Actors.Specs.Checkpoints;

public sealed class CheckpointCoordinatorSpecs
{
    private static readonly SubtaskId First = new(0, 0);
    private static readonly SubtaskId Second = new(1, 0);
    private static readonly SubtaskReport Report = new(0, false, []);

    private readonly CheckpointCoordinator _coordinator = new([First, Second], tolerableFailures: 1);

    [Fact]
    public void Checkpoint_is_complete_with_the_last_acknowledgement_only()
    {
        Begin(5);

        Acknowledge(First, 5).ShouldBe(CheckpointStep.None);
        Acknowledge(First, 5).ShouldBe(CheckpointStep.None);
        Acknowledge(Second, 5).ShouldBe(CheckpointStep.Complete);
        Acknowledge(Second, 5).ShouldBe(CheckpointStep.None);
    }

    [Fact]
    public void Size_counts_each_subtask_once()
    {
        Begin(5);

        _coordinator.Acknowledge(First, 5, Stored.Snapshot(10), Report);
        _coordinator.Acknowledge(First, 5, Stored.Snapshot(10), Report);
        _coordinator.Acknowledge(Second, 5, Stored.Snapshot(7), Report);

        _coordinator.Pending!.Bytes.ShouldBe(17);
    }

    [Fact]
    public void Confirmation_before_the_journal_counts_for_nothing()
    {
        Begin(5);
        Acknowledge(First, 5);
        Acknowledge(Second, 5);

        _coordinator.Confirm(First, 5).ShouldBe(CheckpointStep.None);
        _coordinator.Confirm(Second, 5).ShouldBe(CheckpointStep.None);
        _coordinator.Journalled();
        _coordinator.Confirm(First, 5).ShouldBe(CheckpointStep.None);
        _coordinator.CanBegin.ShouldBeFalse();
        _coordinator.Confirm(Second, 5).ShouldBe(CheckpointStep.Confirmed);

        _coordinator.CanBegin.ShouldBeTrue();
    }

    [Fact]
    public void Checkpoint_cannot_begin_before_the_last_is_confirmed()
    {
        Begin(5);
        Acknowledge(First, 5);
        Acknowledge(Second, 5);
        _coordinator.Journalled();

        Should.Throw<InvalidOperationException>(() => Begin(6)).Message.ShouldContain("5");
    }

    [Fact]
    public void Messages_of_another_checkpoint_change_nothing()
    {
        Begin(5);

        Acknowledge(First, 4).ShouldBe(CheckpointStep.None);
        Acknowledge(Second, 4).ShouldBe(CheckpointStep.None);
        _coordinator.Abort(4).ShouldBe(CheckpointStep.None);

        _coordinator.Pending!.Unacknowledged.Count.ShouldBe(2);
    }

    [Fact]
    public void Checkpoint_can_be_given_up_until_its_completion_is_being_journalled()
    {
        Begin(4);
        Acknowledge(First, 4);
        Acknowledge(Second, 4);
        _coordinator.Abort(4).ShouldBe(CheckpointStep.Aborted);

        Begin(5);
        Acknowledge(First, 5);
        Acknowledge(Second, 5);
        _coordinator.Seal();

        _coordinator.Abort(5).ShouldBe(CheckpointStep.None);

        _coordinator.Pending!.Id.ShouldBe(5);
    }

    [Fact]
    public void Failure_beyond_the_tolerated_ones_fails_the_attempt()
    {
        Begin(1);
        _coordinator.Abort(1).ShouldBe(CheckpointStep.Aborted);
        Begin(2);
        _coordinator.Abort(2).ShouldBe(CheckpointStep.FailAttempt);
    }

    [Fact]
    public void Completed_checkpoint_forgives_earlier_failures()
    {
        Begin(1);
        _coordinator.Abort(1);
        Begin(2);
        Acknowledge(First, 2);
        Acknowledge(Second, 2);
        _coordinator.Journalled();
        _coordinator.Confirm(First, 2);
        _coordinator.Confirm(Second, 2);
        Begin(3);

        _coordinator.Abort(3).ShouldBe(CheckpointStep.Aborted);
    }

    private void Begin(long id) => _coordinator.Begin(id, CheckpointPurpose.Periodic, default);

    private CheckpointStep Acknowledge(SubtaskId subtask, long id) => _coordinator.Acknowledge(subtask, id, Stored.Snapshot(1), Report);
}
