using AkkaStreamProc.Actors.Memory;
using AkkaStreamProc.Actors.Subtasks;
using Microsoft.Extensions.Time.Testing;

namespace AkkaStreamProc.Actors.Specs.Memory;

public sealed class MemoryGuardSpecs : IDisposable
{
    private const long Limit = 1000L << 20;

    private readonly Probe _probe = new();
    private readonly FakeTimeProvider _time = new();
    private readonly List<string> _ends = [];

    [Fact]
    public void Shortage_is_told_once_until_it_is_over()
    {
        var guard = new MemoryGuard(_probe, _time, _ends.Add);
        _probe.Live = Limit / 2;
        guard.Look().ShouldBeNull();

        _probe.Live = (long)(0.86 * Limit);
        guard.Look().ShouldStartWith("The memory of the process becomes short: 860 MiB of managed memory of 1000 MiB");
        guard.Look().ShouldBeNull();
        _probe.Live = (long)(0.82 * Limit);
        guard.Look().ShouldBeNull("it is not over yet");

        _probe.Live = (long)(0.7 * Limit);
        guard.Look().ShouldBeNull();
        _probe.Live = (long)(0.9 * Limit);
        guard.Look().ShouldNotBeNull();
        _ends.ShouldBeEmpty();
    }

    [Fact]
    public void Memory_that_runs_out_ends_the_process_and_names_the_largest_holders()
    {
        var guard = new MemoryGuard(_probe, _time, _ends.Add);
        guard.Ledger.Set(Subtask("job", "a", 0), [new OperatorMemory("a", 10L << 20, 0), new OperatorMemory("sink", 0, 1L << 20)]);
        guard.Ledger.Set(Subtask("job", "b", 0), [new OperatorMemory("b", 300L << 20, 5L << 20)]);
        guard.Ledger.Set(Subtask("job", "b", 1), [new OperatorMemory("b", 200L << 20, 0)]);
        guard.Ledger.Set(Subtask("gone", "c", 0), [new OperatorMemory("c", 900L << 20, 0)]);
        guard.Ledger.Remove(Subtask("gone", "c", 0));
        _probe.Live = (long)(0.95 * Limit);

        guard.Consider(new AggregateException(new InvalidOperationException("x", new OutOfMemoryException())));

        _ends.ShouldHaveSingleItem().ShouldContain(
            "The most is held by 'b' of the job 'job' 505 MiB (500 MiB of state, 5 MiB of records); 'a' of the job 'job' 10 MiB (10 MiB of state, 0 KiB of records); 'sink'");
    }

    [Fact]
    public void Holder_whose_attempt_failed_for_want_of_memory_is_named_when_the_next_finds_none_either()
    {
        var guard = new MemoryGuard(_probe, _time, _ends.Add);
        _probe.Live = Limit / 2;
        guard.Ledger.Set(Subtask("job", "b", 0), [new OperatorMemory("b", 30L << 20, 0)]);
        guard.Consider(new StreamProcessingException("Key group 7 cannot be held.", new OutOfMemoryException()), () =>
            guard.Ledger.Set(Subtask("job", "b", 0), [new OperatorMemory("b", 500L << 20, 5L << 20)]));
        guard.Ledger.Remove(Subtask("job", "b", 0));
        _time.Advance(TimeSpan.FromSeconds(7));
        guard.Ledger.Set(Subtask("job", "a", 0), [new OperatorMemory("a", 35L << 20, 0)]);
        guard.Look().ShouldBeNull();
        _probe.Live = (long)(0.95 * Limit);

        guard.Consider(new OutOfMemoryException(), () => throw new InvalidOperationException("half open"));

        _ends.ShouldHaveSingleItem().ShouldContain(
            "The most is held by 'b' of the job 'job' 505 MiB (500 MiB of state, 5 MiB of records; 7 s ago); 'a' of the job 'job' 35 MiB (35 MiB of state, 0 KiB of records). ");
    }

    [Fact]
    public void What_was_held_is_forgotten_after_a_minute_or_where_memory_was_not_short()
    {
        var guard = new MemoryGuard(_probe, _time, _ends.Add);
        _probe.Live = Limit / 2;
        guard.Ledger.Set(Subtask("ended", "a", 0), [new OperatorMemory("a", 400L << 20, 0)]);
        guard.Look();
        guard.Ledger.Remove(Subtask("ended", "a", 0));
        guard.Ledger.Set(Subtask("job", "b", 0), [new OperatorMemory("b", 900L << 20, 0)]);
        _probe.Live = (long)(0.9 * Limit);
        guard.Look().ShouldNotBeNull();
        guard.Ledger.Remove(Subtask("job", "b", 0));
        _time.Advance(TimeSpan.FromSeconds(61));

        guard.Consider(new OutOfMemoryException());

        _ends.ShouldHaveSingleItem().ShouldContain("No job holds any. ");
    }

    [Fact]
    public void Allocation_beyond_all_bounds_is_an_error_like_any_other()
    {
        var guard = new MemoryGuard(_probe, _time, _ends.Add);
        _probe.Live = Limit / 10;

        guard.Consider(new OutOfMemoryException("Array dimensions exceeded supported range."));
        guard.Consider(new InvalidOperationException());
        guard.Consider(null);

        _ends.ShouldBeEmpty();
    }

    [Fact]
    public void Error_with_a_message_of_its_own_is_told_and_ends_nothing()
    {
        var guard = new MemoryGuard(_probe, _time, _ends.Add);
        _probe.Live = (long)(0.95 * Limit);

        guard.Consider(new StreamProcessingException("Key group 7 cannot be written.", new OutOfMemoryException()));

        _ends.ShouldBeEmpty();
    }

    public void Dispose() => new MemoryGuard(_probe, _time, null).Leave();

    private static SubtaskAddress Subtask(string job, string vertex, int index) => new(job, vertex, index, 1, 0);

    private sealed class Probe : IMemoryProbe
    {
        public long Live { get; set; }

        public MemoryReading Read() => new(Live, Live, Limit, Live, null);
    }
}
