using AkkaStreamProc.Actors.Sources;
using AkkaStreamProc.Actors.Subtasks;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Plans.Definitions;
using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.Operators.Time;
using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Actors.Specs.Sources;

public sealed class SourceCoordinatorSpecs : IDisposable
{
    private readonly Attempt _attempt = new();
    private readonly Script _script = new();
    private readonly SourceCoordinator _coordinator;

    public SourceCoordinatorSpecs() => _coordinator = new SourceCoordinator(_script, "job", "source", 2, _attempt);

    public void Dispose() => _coordinator.Dispose();

    [Fact]
    public void Splits_to_begin_with_go_together_to_every_subtask_even_to_one_that_has_none()
    {
        _script.OnStart = (context, _) =>
        {
            context.Assign(new OffsetSplit("a", 1), 1);
            context.Assign(new OffsetSplit("b", 2), 1);
            _attempt.Assigned.ShouldBeEmpty();
            context.BeginReading();
            context.EndOfSplits();
        };

        _coordinator.Start(null);

        Said().ShouldBe(["0: begins", "1: a@1 b@2 begins", "0: is last", "1: is last"]);
    }

    [Fact]
    public void Split_that_is_found_later_goes_to_its_subtask_at_once()
    {
        _script.OnStart = (context, _) => context.BeginReading();
        _coordinator.Start(null);

        _coordinator.Post(() => _coordinator.Assign(new OffsetSplit("a", 1), 1));

        Said().ShouldBe(["0: begins", "1: begins", "1: a@1"]);
    }

    [Fact]
    public void Restored_splits_and_what_the_enumerator_kept_come_back_and_event_time_goes_on()
    {
        RestoredSource? restored = null;
        _script.OnStart = (context, source) =>
        {
            restored = source;
            context.Assign(new OffsetSplit("b", 99), 0);
            context.Assign(new OffsetSplit("new", 0), 0);
            context.BeginReading();
        };

        _coordinator.Start(new StoredSource([Stored(new OffsetSplit("b", 5), 70), Stored(new OffsetSplit("a", 3) { IsFinished = true }, 80)], new byte[] { 7 }));

        restored!.Splits.ShouldBe([new OffsetSplit("a", 3) { IsFinished = true }, new OffsetSplit("b", 5)]);
        restored.Enumerator.ToArray().ShouldBe([7]);
        _attempt.Assigned[0].Assignment.Splits.Select(s => s.Watermark).ShouldBe([70, Watermarks.Min]);
        _attempt.Failures.ShouldBeEmpty();
    }

    [Fact]
    public void Restored_split_that_is_left_out_fails_the_attempt_because_its_records_would_be_lost()
    {
        _script.OnStart = (context, _) => context.BeginReading();

        _coordinator.Start(new StoredSource([Stored(new OffsetSplit("a", 3), 0)], default));

        var failure = _attempt.Failures.ShouldHaveSingleItem().ShouldBeOfType<StreamProcessingException>();
        failure.IsTransient.ShouldBeFalse();
        failure.Message.ShouldContain("leaves out the split 'a', of which the checkpoint holds the position 3");
        _attempt.Assigned.ShouldBeEmpty();
    }

    [Fact]
    public void Split_is_assigned_once_to_a_subtask_that_there_is_and_before_the_end()
    {
        _script.OnStart = (context, _) =>
        {
            context.Assign(new OffsetSplit("a", 0), 1);
            Should.Throw<InvalidOperationException>(() => context.Assign(new OffsetSplit("a", 0), 0)).Message.ShouldContain("'a' is assigned twice: it is read by subtask 1");
            Should.Throw<ArgumentOutOfRangeException>(() => context.Assign(new OffsetSplit("b", 0), 2));
            Should.Throw<ArgumentOutOfRangeException>(() => context.Assign(new OffsetSplit("b", 0), -1));
            Should.Throw<InvalidOperationException>(context.EndOfSplits);
            Should.Throw<InvalidOperationException>(() => context.Forget("a"));
            context.BeginReading();
            Should.Throw<InvalidOperationException>(() => context.BeginReading());
            Should.Throw<InvalidOperationException>(() => context.Forget("a")).Message.ShouldContain("'a' has not ended");
            context.EndOfSplits();
            Should.Throw<InvalidOperationException>(() => context.Assign(new OffsetSplit("c", 0), 0));
        };

        _coordinator.Start(null);

        _attempt.Failures.ShouldBeEmpty();
    }

    [Fact]
    public void Finished_split_is_told_and_may_be_forgotten_and_assigned_anew()
    {
        var finished = new List<(int, SourceSplit)>();
        _script.OnStart = (context, _) =>
        {
            context.Assign(new OffsetSplit("a", 0), 1);
            context.BeginReading();
        };
        _script.Finished = (context, subtask, split) =>
        {
            finished.Add((subtask, split));
            context.Forget(split.Id);
            context.Forget("unknown");
            context.Assign(new OffsetSplit("a", 0), 0);
        };
        _coordinator.Start(null);
        _attempt.Assigned.Clear();

        _coordinator.OnFinished(1, Stored(new OffsetSplit("a", 9) { IsFinished = true }, 50));

        finished.ShouldBe([(1, new OffsetSplit("a", 9) { IsFinished = true })]);
        Said().ShouldBe(["1: without a", "0: a@0"]);
        _attempt.Assigned[1].Assignment.Splits[0].Watermark.ShouldBe(Watermarks.Min);
    }

    [Fact]
    public void What_the_enumerator_keeps_is_that_of_the_moment_whatever_it_does_with_its_buffer()
    {
        var buffer = new byte[] { 1, 2, 3 };
        _script.Kept = buffer;
        _coordinator.Start(null);

        var frozen = _coordinator.Freeze();
        buffer[0] = 9;

        frozen!.Value.ToArray().ShouldBe([1, 2, 3]);
    }

    [Fact]
    public void Positions_that_depend_on_the_moment_ask_for_a_checkpoint_and_hold_everybody_back()
    {
        _script.OnStart = (context, _) => context.BeginReading(holdsBack: true);

        _coordinator.Start(null);

        _attempt.Assigned.ShouldAllBe(a => a.Assignment.HoldsBack);
        _attempt.CheckpointRequests.ShouldBe(1);
    }

    [Fact]
    public void Enumerator_that_throws_fails_the_attempt_wherever_it_does()
    {
        _script.OnStart = (_, _) => throw new InvalidOperationException("start");
        _script.Frozen = () => throw new InvalidOperationException("freeze");
        _script.Finished = (_, _, _) => throw new InvalidOperationException("finished");

        _coordinator.Start(null);
        _coordinator.Freeze().ShouldBeNull();
        _coordinator.OnFinished(0, Stored(new OffsetSplit("a", 0), 0));
        _coordinator.Post(() => throw new InvalidOperationException("posted"));
        _coordinator.Fail(new InvalidOperationException("told"));

        _attempt.Failures.Select(f => f.Message).ShouldBe(["start", "freeze", "finished", "posted", "told"]);
    }

    [Fact]
    public async Task Worker_that_throws_fails_the_attempt()
    {
        _coordinator.Start(null);

        _coordinator.Worker.Post(() => throw new InvalidOperationException("worker"));
        _attempt.Worker!.Dispose();
        await _attempt.Worker.Completion.WaitAsync(TimeSpan.FromSeconds(20));

        _attempt.Failures.ShouldHaveSingleItem().Message.ShouldBe("worker");
    }

    [Fact]
    public void Nothing_reaches_an_enumerator_whose_attempt_is_over_and_nothing_of_it_is_told()
    {
        _coordinator.Start(null);
        var calls = 0;
        _script.Finished = (_, _, _) => calls++;
        _script.Frozen = () => calls++;

        _coordinator.Dispose();
        _coordinator.Dispose();
        _coordinator.Post(() => calls++);
        _coordinator.OnFinished(0, Stored(new OffsetSplit("a", 0), 0));
        _coordinator.Freeze();
        _coordinator.Fail(new InvalidOperationException("late"));

        _script.Disposals.ShouldBe(1);
        calls.ShouldBe(0);
        _attempt.Failures.ShouldBeEmpty();
    }

    private static StoredSplit Stored(OffsetSplit split, long watermark) => StoredSplit.Of(split, watermark, OffsetSplit.Serializer);

    private IEnumerable<string> Said() => _attempt.Assigned.Select(a => $"{a.Subtask}: {string.Join(" ", [
        .. a.Assignment.Splits.Select(s => (OffsetSplit)s.Read(OffsetSplit.Serializer)).Select(s => $"{s.Id}@{s.Position}"),
        .. a.Assignment.Forgotten.Select(id => $"without {id}"),
        .. a.Assignment.Begins ? ["begins"] : Array.Empty<string>(),
        .. a.Assignment.IsLast ? ["is last"] : Array.Empty<string>(),
    ])}");

    private sealed class Attempt : ISourceCoordination
    {
        public List<(int Subtask, SplitAssignment Assignment)> Assigned { get; } = [];

        public List<Exception> Failures { get; } = [];

        public int CheckpointRequests { get; private set; }

        public PinnedWorker? Worker { get; private set; }

        public TimeProvider Time { get; } = new MovableClock(DateTimeOffset.UnixEpoch);

        public JobLife Life => JobLife.Unknown;

        public IOwnedWorker CreateWorker(string name, Action<Exception> onFailure) => Worker = new PinnedWorker(name, onFailure);

        public void Post(Action action) => action();

        public void Assign(int subtask, SplitAssignment assignment) => Assigned.Add((subtask, assignment));

        public void RequestCheckpoint() => CheckpointRequests++;

        public void Fail(Exception cause) => Failures.Add(cause);

        public void Notify(string operatorName, Notice notice)
        {
        }
    }

    private sealed class Script : ISourceDefinition, ISplitEnumerator
    {
        private ISplitEnumeratorContext _context = null!;

        public Action<ISplitEnumeratorContext, RestoredSource?> OnStart { get; set; } = static (_, _) => { };

        public Action<ISplitEnumeratorContext, int, SourceSplit> Finished { get; set; } = static (_, _, _) => { };

        public Action Frozen { get; set; } = static () => { };

        public ReadOnlyMemory<byte> Kept { get; set; }

        public int Disposals { get; private set; }

        public string? AlignmentGroup => null;

        public ISplitSerializer SplitSerializer => OffsetSplit.Serializer;

        public ISplitEnumerator CreateEnumerator(ISplitEnumeratorContext context)
        {
            _context = context;
            return this;
        }

        public void Start(RestoredSource? restored) => OnStart(_context, restored);

        public void OnFinished(int subtask, SourceSplit split) => Finished(_context, subtask, split);

        public ReadOnlyMemory<byte> Freeze()
        {
            Frozen();
            return Kept;
        }

        public void Dispose() => Disposals++;
    }
}
