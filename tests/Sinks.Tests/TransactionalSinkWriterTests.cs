using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Sinks;
using AkkaStreamProc.TestKit;
using AkkaStreamProc.TestKit.Sinks;

namespace AkkaStreamProc.Sinks.Tests;

public sealed class TransactionalSinkWriterTests
{
    private readonly TransactionalMemory<string> _memory = new();

    [Fact]
    public void First_start_writes_a_marker_before_any_output()
    {
        using var sink = new SinkAttempt(_memory).Restore();

        _memory.MarkerOf(0).ShouldBe(0);
    }

    [Fact]
    public void Every_epoch_of_a_commit_has_its_own_marker_in_order()
    {
        using var sink = new SinkAttempt(_memory).Restore();
        sink.Write("a");
        sink.Prepare(1);
        sink.Write("b");
        sink.Prepare(2);

        sink.Commit(1);
        _memory.MarkerOf(0).ShouldBe(1);
        _memory.Visible.ShouldBe(["a"]);
        sink.Commit(2);
        _memory.MarkerOf(0).ShouldBe(2);
        _memory.Visible.ShouldBe(["a", "b"]);
    }

    [Fact]
    public void Fresh_start_under_the_same_names_is_not_confused_with_markers_of_the_former_life()
    {
        using (var former = new SinkAttempt(_memory).Restore())
        {
            former.Write("former");
            former.Prepare(9);
            former.Commit(9);
        }

        var first = new SinkAttempt(_memory).Restore();
        first.Write("a");
        var state = first.Prepare(1);
        first.Context.Dispose();
        using var next = new SinkAttempt(_memory).Restore(1, state);

        _memory.Visible.ShouldBe(["former", "a"]);
    }

    [Fact]
    public void Checkpoint_of_a_former_life_is_refused_once_another_has_begun()
    {
        var former = new SinkAttempt(_memory).Restore();
        former.Write("a");
        var state = former.Prepare(1);
        former.Context.Dispose();
        new SinkAttempt(_memory).Restore().Dispose();

        Should.Throw<StreamProcessingException>(() => new SinkAttempt(_memory).Restore(1, state)).Message.ShouldContain("another life");
    }

    [Fact]
    public void Missing_marker_fails_the_restore_only_where_it_decides()
    {
        var first = new SinkAttempt(_memory).Restore();
        first.Write("a");
        var undecided = first.Prepare(1);
        first.Commit(1);
        var decided = first.Prepare(2);
        first.Dispose();
        _memory.ForgetMarker(0);

        new SinkAttempt(_memory).Restore(2, decided).Dispose();
        _memory.ForgetMarker(0);
        Should.Throw<StreamProcessingException>(() => new SinkAttempt(_memory).Restore(1, undecided)).Message.ShouldContain("gone");
    }

    [Fact]
    public void Nothing_is_prepared_after_a_write_that_failed()
    {
        using var context = new ConnectorContext();
        using var writer = new TransactionalSinkWriter<string>(context, _ => new FailingTarget());
        var isRestored = false;
        writer.Restore(0, [], () => isRestored = true);
        context.PumpUntil(() => isRestored, "the restore");
        var isPrepared = false;

        writer.Write(RecordBatch<string>.Rent());
        writer.Prepare(1, _ => isPrepared = true);
        context.PumpUntil(() => context.Failure is not null, "the failure");
        AwaitWorker(context);

        context.Failure!.Message.ShouldBe("the disk is full");
        isPrepared.ShouldBeFalse();
    }

    [Fact]
    public void Nothing_is_committed_after_the_writer_was_disposed()
    {
        using var context = new ConnectorContext();
        var writer = _memory.CreateWriter(context);
        var calls = 0;
        writer.Restore(0, [], () => calls++);
        var batch = RecordBatch<string>.Rent();
        batch.Append("a", 0);
        writer.Write(batch);
        writer.Prepare(1, _ => calls++);
        context.PumpUntil(() => calls == 2, "the epoch to be prepared");
        using var blocker = new ManualResetEventSlim();
        context.Worker.Post(blocker.Wait);

        writer.Commit(1, () => calls++);
        writer.Dispose();
        blocker.Set();
        AwaitWorker(context);

        calls.ShouldBe(2);
        _memory.Visible.ShouldBeEmpty();
        _memory.OpenTransactions.ShouldBe(0);
    }

    [Fact]
    public void Writer_takes_two_batches_ahead_of_its_worker_and_wakes_when_one_is_written()
    {
        using var context = new ConnectorContext();
        using var writer = _memory.CreateWriter(context);
        var isRestored = false;
        writer.Restore(0, [], () => isRestored = true);
        context.PumpUntil(() => isRestored, "the restore");
        using var blocker = new ManualResetEventSlim();
        context.Worker.Post(blocker.Wait);

        writer.Write(RecordBatch<string>.Rent());
        writer.IsReady.ShouldBeTrue();
        writer.Write(RecordBatch<string>.Rent());
        writer.IsReady.ShouldBeFalse();
        blocker.Set();

        context.PumpUntil(() => writer.IsReady, "the writer to wake the subtask");
    }

    private static void AwaitWorker(ConnectorContext context)
    {
        var isThrough = false;
        context.Worker.Post(() => context.Post(() => isThrough = true));
        context.PumpUntil(() => isThrough, "the worker to have done all there was");
    }

    private sealed class FailingTarget : ITransactionalTarget<string>, ITransactionalEpoch<string>
    {
        public void Fence(IReadOnlyList<int> subtasks, long checkpointId)
        {
        }

        public void Found(SinkLife life, long checkpointId)
        {
        }

        public void Settle(SinkState inherited)
        {
        }

        public ITransactionalEpoch<string> Begin(SinkLife life) => this;

        public void Write(RecordBatch<string> batch) => throw new InvalidOperationException("the disk is full");

        public ReadOnlyMemory<byte> Prepare(long checkpointId) => ReadOnlyMemory<byte>.Empty;

        public void Commit()
        {
        }

        public void Discard()
        {
        }

        public void Dispose()
        {
        }
    }
}
