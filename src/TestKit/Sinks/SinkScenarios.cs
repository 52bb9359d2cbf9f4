using AkkaStreamProc.Operators.Execution;

namespace AkkaStreamProc.TestKit.Sinks;

/// <summary>The scenarios of <see cref="TransactionalSinkContract"/>; each public method is one.</summary>
internal static class SinkScenarios
{
    public static void Output_of_another_life_refuses_the_first_start_of_a_life_at_every_attempt(ITransactionalSystem system)
    {
        using (var former = system.Attempt(life: NewLife()).Restore())
        {
            former.Write("a");
            former.Prepare(1);
            former.Commit(1);
        }

        var life = NewLife();
        for (var attempt = 1; attempt <= 2; attempt++)
        {
            system.ShouldRefuse(AttemptOf(life), 0);
        }

        system.ShouldShow("a");
        system.ShouldHaveNothingOpen();
    }

    public static void Output_behind_the_restored_checkpoint_refuses_the_start(ITransactionalSystem system)
    {
        var life = NewLife();
        ReadOnlyMemory<byte> state;
        using (var first = system.Attempt(life: AttemptOf(life)).Restore())
        {
            first.Write("a");
            state = first.Prepare(1);
            first.Commit(1);
            first.Write("b");
            first.Prepare(2);
            first.Commit(2);
        }

        system.ShouldRefuse(AttemptOf(life), 1, state);
        system.ShouldShow("a", "b");
    }

    public static void Life_that_fails_before_its_first_checkpoint_starts_again(ITransactionalSystem system)
    {
        var life = NewLife();
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            using var sink = system.Attempt(life: AttemptOf(life)).Restore();
            sink.Write("never committed");
        }

        using var last = system.Attempt(life: AttemptOf(life)).Restore();
        last.Write("a");
        last.Prepare(1);
        last.Commit(1);
        system.ShouldShow("a");
    }

    public static void Prepared_epoch_is_invisible(ITransactionalSystem system)
    {
        using var sink = system.Attempt().Restore();
        sink.Write("a");
        sink.Prepare(1);

        system.ShouldShow();
    }

    public static void Committed_epoch_is_visible_at_once_and_whole(ITransactionalSystem system)
    {
        using var sink = system.Attempt().Restore();
        sink.Write("a", "b");
        sink.Write("c");
        sink.Prepare(1);
        sink.Write("d");
        sink.Commit(1);

        system.ShouldShow("a", "b", "c");
    }

    public static void Commit_that_is_repeated_changes_nothing(ITransactionalSystem system)
    {
        using var sink = system.Attempt().Restore();
        sink.Write("a");
        sink.Prepare(1);
        sink.Commit(1);
        sink.Commit(1);

        system.ShouldShow("a");
    }

    public static void Epochs_without_records_change_nothing(ITransactionalSystem system)
    {
        using var sink = system.Attempt().Restore();
        sink.Prepare(1);
        sink.Commit(1);
        sink.Write("a");
        sink.Prepare(2);
        sink.Commit(2);
        var state = sink.Prepare(3);
        sink.Commit(3);
        sink.Dispose();

        using var next = system.Attempt().Restore(3, state);
        system.ShouldShow("a");
    }

    public static void Aborted_checkpoints_are_committed_with_the_next_complete_one(ITransactionalSystem system)
    {
        using var sink = system.Attempt().Restore();
        for (var id = 1; id <= 4; id++)
        {
            sink.Write($"{id}");
            sink.Prepare(id);
        }

        sink.Write("5");
        sink.Commit(4);
        system.ShouldShow("1", "2", "3", "4");

        sink.Prepare(5);
        sink.Commit(5);
        system.ShouldShow("1", "2", "3", "4", "5");
    }

    public static void Epoch_of_the_checkpoint_is_committed_by_the_restore(ITransactionalSystem system)
    {
        var first = system.Attempt().Restore();
        first.Write("a");
        var state = first.Prepare(1);
        first.Write("in no checkpoint");
        first.Context.Dispose();

        using var next = system.Attempt().Restore(1, state);
        system.ShouldShow("a");
        system.ShouldHaveNothingOpen();
    }

    public static void Epoch_that_is_committed_already_is_not_doubled_by_the_restore(ITransactionalSystem system)
    {
        var first = system.Attempt().Restore();
        first.Write("a");
        var state = first.Prepare(1);
        first.Commit(1);
        first.Dispose();

        system.Attempt().Restore(1, state).Dispose();
        using var third = system.Attempt().Restore(1, state);
        system.ShouldShow("a");
    }

    public static void Epochs_of_aborted_checkpoints_are_committed_by_the_restore(ITransactionalSystem system)
    {
        var first = system.Attempt().Restore();
        var state = ReadOnlyMemory<byte>.Empty;
        for (var id = 1; id <= 4; id++)
        {
            first.Write($"{id}");
            state = first.Prepare(id);
        }

        first.Context.Dispose();

        using var next = system.Attempt().Restore(4, state);
        system.ShouldShow("1", "2", "3", "4");
        system.ShouldHaveNothingOpen();
    }

    public static void Crash_between_any_two_calls_loses_and_doubles_nothing(ITransactionalSystem system)
    {
        var replay = new SinkReplay(system);
        for (var calls = 0; calls <= SinkReplay.CallsOfTwoEpochs; calls++)
        {
            replay.CrashAfter(calls);
            system.ShouldShow([.. replay.Completed]);
        }

        replay.Finish();
        system.ShouldShow([.. replay.Completed]);
        system.ShouldHaveNothingOpen();
    }

    public static void Zombie_that_commits_late_changes_nothing(ITransactionalSystem system)
    {
        using var zombie = system.Attempt().Restore();
        zombie.Write("a");
        var state = zombie.Prepare(1);
        zombie.Write("of the zombie");

        using var next = system.Attempt().Restore(1, state);
        next.Write("b");
        next.Prepare(2);
        Quietly(() => zombie.Commit(1));
        next.Commit(2);
        next.Write("c");
        next.Prepare(3);
        Quietly(() => zombie.Prepare(4));
        next.Commit(3);

        system.ShouldShow("a", "b", "c");
    }

    public static void Fewer_subtasks_settle_for_those_that_are_gone(ITransactionalSystem system)
    {
        var states = Enumerable.Range(0, 4).Select(subtask =>
        {
            var old = system.Attempt(subtask, 4).Restore();
            old.Write($"{subtask}");
            var state = old.Prepare(1);
            old.Write("in no checkpoint");
            old.Context.Dispose();
            return state;
        }).ToList();

        using var first = system.Attempt(0, 2, 4).Restore(1, states[0], states[2]);
        using var second = system.Attempt(1, 2, 4).Restore(1, states[1], states[3]);
        system.ShouldShow("0", "1", "2", "3");
        system.ShouldHaveNothingOpen();
    }

    public static void More_subtasks_continue_and_begin(ITransactionalSystem system)
    {
        var old = system.Attempt().Restore();
        old.Write("a");
        var state = old.Prepare(1);
        old.Context.Dispose();

        ReadOnlyMemory<byte>[] states = [state, ReadOnlyMemory<byte>.Empty];
        for (var attempt = 0; attempt < 2; attempt++)
        {
            var attempts = Enumerable.Range(0, 2).Select(subtask => system.Attempt(subtask, 2)
                .Restore(1 + attempt, states[subtask].IsEmpty ? [] : [states[subtask]])).ToList();
            for (var subtask = 0; subtask < 2; subtask++)
            {
                attempts[subtask].Write($"{subtask} of {attempt}");
                states[subtask] = attempts[subtask].Prepare(2 + attempt);
                attempts[subtask].Context.Dispose();
            }
        }

        using var left = system.Attempt(0, 2).Restore(3, states[0]);
        using var right = system.Attempt(1, 2).Restore(3, states[1]);
        system.ShouldShow("a", "0 of 0", "1 of 0", "0 of 1", "1 of 1");
    }

    public static void Subtasks_that_are_gone_leave_nothing_open_though_no_checkpoint_knows_them(ITransactionalSystem system)
    {
        var old = system.Attempt(3, 4).Restore();
        old.Write("in no checkpoint");
        old.Prepare(1);
        old.Write("in no checkpoint either");
        old.Context.Dispose();

        using var left = system.Attempt(0, 2, 4).Restore();
        using var right = system.Attempt(1, 2, 4).Restore();
        system.ShouldShow();
        system.ShouldHaveNothingOpen();
    }

    public static void Disposed_sink_leaves_nothing_open(ITransactionalSystem system)
    {
        using (var sink = system.Attempt().Restore())
        {
            sink.Write("a");
            sink.Prepare(1);
            sink.Commit(1);
            sink.Write("b");
        }

        system.ShouldShow("a");
        system.ShouldHaveNothingOpen();
    }

    public static void Transaction_that_is_given_up_before_its_commit_is_made_up_for(ITransactionalSystem system)
    {
        using var sink = system.Attempt().Restore();
        sink.Write("a");
        sink.Prepare(1);
        system.GiveUpTransactions();
        sink.Write("b");
        sink.Commit(1);
        sink.Prepare(2);
        sink.Commit(2);

        system.ShouldShow("a", "b");
    }

    public static void Transaction_that_is_given_up_in_the_middle_of_its_epoch_is_made_up_for(ITransactionalSystem system)
    {
        using var sink = system.Attempt().Restore();
        sink.Write("a");
        system.GiveUpTransactions();
        sink.Write("b");
        sink.Prepare(1);
        sink.Commit(1);
        sink.Write("c");
        sink.Prepare(2);
        sink.Commit(2);

        system.ShouldShow("a", "b", "c");
    }

    // A zombie may fail or not; what counts is what is seen outside.
    private static void Quietly(Action call)
    {
        try
        {
            call();
        }
        catch (Exception e) when (e is not TimeoutException)
        {
            // It has learned that it is over.
        }
    }

    private static JobLife NewLife() => AttemptOf(new JobLife(Guid.NewGuid(), Guid.Empty, []));

    private static JobLife AttemptOf(JobLife life) => life with { Attempt = Guid.NewGuid() };

    private static void ShouldRefuse(this ITransactionalSystem system, JobLife life, long checkpointId, params IReadOnlyList<ReadOnlyMemory<byte>> states)
    {
        using var attempt = system.Attempt(life: life);
        try
        {
            attempt.Restore(checkpointId, states);
        }
        catch (StreamProcessingException)
        {
            return;
        }

        throw new SinkContractException($"A start from checkpoint {checkpointId} that would write output again was not refused.");
    }
}
