using AkkaStreamProc.Actors.Checkpoints;
using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Actors.Specs.Support;
using AkkaStreamProc.Actors.Subtasks;
using CsCheck;

namespace AkkaStreamProc.Actors.Specs.Checkpoints;

public sealed class CheckpointCoordinatorInvariants
{
    private static readonly SubtaskId[] Subtasks = [new(0, 0), new(0, 1), new(1, 0)];

    private static readonly Gen<(int What, int Subtask, long Id)> Event = Gen.Select(Gen.Int[0, 9], Gen.Int[0, 2], Gen.Long[1, 6]);

    [Fact]
    public void Random_events_never_break_the_order_of_a_checkpoint() =>
        Event.Array[0, 300].Sample(events =>
        {
            var coordinator = new CheckpointCoordinator(Subtasks, tolerableFailures: 2);
            var model = new Model();
            foreach (var (what, subtask, id) in events)
            {
                model.Check(coordinator, what, Subtasks[subtask], id);
            }
        });

    /// <summary>What must hold, said another way: sets of who has spoken.</summary>
    private sealed class Model
    {
        private readonly HashSet<SubtaskId> _acknowledged = [];
        private readonly HashSet<SubtaskId> _confirmed = [];
        private long _pending;
        private long _next = 1;
        private bool _isSealed;
        private bool _isJournalled;
        private int _failures;

        private bool IsComplete => _acknowledged.Count == Subtasks.Length;

        public void Check(CheckpointCoordinator coordinator, int what, SubtaskId subtask, long distance)
        {
            // Mostly the checkpoint at hand, sometimes an older or newer one.
            var id = distance > 3 ? _next - distance + 4 : _pending;
            switch (what)
            {
                case 0:
                    Begin(coordinator);
                    break;
                case < 5:
                    var completes = id == _pending && _pending > 0 && !IsComplete && _acknowledged.Add(subtask) && IsComplete;
                    coordinator.Acknowledge(subtask, id, Stored.Snapshot(1), new SubtaskReport(0, false, [])).ShouldBe(completes ? CheckpointStep.Complete : CheckpointStep.None);
                    break;
                case 5 when IsComplete && !_isSealed:
                    coordinator.Seal();
                    _isSealed = true;
                    break;
                case 5 when _isSealed && !_isJournalled:
                    coordinator.Journalled();
                    (_isJournalled, _failures) = (true, 0);
                    break;
                case < 9:
                    Confirm(coordinator, subtask, id);
                    break;
                default:
                    Abort(coordinator, id);
                    break;
            }

            (coordinator.Pending?.Id ?? 0).ShouldBe(_pending);
            coordinator.CanBegin.ShouldBe(_pending == 0);
        }

        private void Begin(CheckpointCoordinator coordinator)
        {
            if (_pending > 0)
            {
                Should.Throw<InvalidOperationException>(() => coordinator.Begin(_next, CheckpointPurpose.Periodic, default));
                return;
            }

            coordinator.Begin(_next, CheckpointPurpose.Periodic, default);
            (_pending, _isSealed, _isJournalled) = (_next++, false, false);
            _acknowledged.Clear();
            _confirmed.Clear();
        }

        private void Confirm(CheckpointCoordinator coordinator, SubtaskId subtask, long id)
        {
            var counts = id == _pending && _pending > 0 && _isJournalled;
            var ends = counts && _confirmed.Add(subtask) && _confirmed.Count == Subtasks.Length;
            coordinator.Confirm(subtask, id).ShouldBe(ends ? CheckpointStep.Confirmed : CheckpointStep.None);
            Clear(ends);
        }

        private void Abort(CheckpointCoordinator coordinator, long id)
        {
            var counts = id == _pending && _pending > 0 && !_isSealed;
            var expected = !counts ? CheckpointStep.None : ++_failures > 2 ? CheckpointStep.FailAttempt : CheckpointStep.Aborted;
            coordinator.Abort(id).ShouldBe(expected);
            Clear(counts);
        }

        private void Clear(bool isOver)
        {
            if (isOver)
            {
                (_pending, _isSealed, _isJournalled) = (0, false, false);
                _acknowledged.Clear();
            }
        }
    }
}
