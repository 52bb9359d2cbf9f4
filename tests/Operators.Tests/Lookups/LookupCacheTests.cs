using AkkaStreamProc.Operators.Tests.Async;

namespace AkkaStreamProc.Operators.Tests.Lookups;

/// <summary>What a lookup keeps of the answers, and for how long.</summary>
public class LookupCacheTests
{
    private readonly PlayedTable _table = new();

    [Fact]
    public void Row_that_is_kept_is_not_asked_for_again()
    {
        var run = Run(new LookupCache());

        run.Send(1, 2);
        run.Send(2, 1, 3);

        run.Log.ShouldBe(["1:r1", "2:r2", "2:r2", "1:r1", "3:r3"]);
        _table.Asked.ShouldBe("[1,2] [3]");
        (Count(run, "lookup.hits"), Count(run, "lookup.misses"), Count(run, "lookup.calls")).ShouldBe((2, 3, 2));
    }

    [Fact]
    public void Nothing_is_kept_without_a_cache()
    {
        var run = Run(null);

        run.Send(1);
        run.Send(1);

        _table.Asked.ShouldBe("[1] [1]");
        (Count(run, "lookup.hits"), Count(run, "lookup.misses")).ShouldBe((0, 2));
    }

    [Theory]
    [InlineData(true, "[-1]")]
    [InlineData(false, "[-1] [-1]")]
    public void Absence_is_kept_unless_it_is_not_to_be(bool keeps, string asked)
    {
        var run = Run(new LookupCache { KeepsAbsence = keeps });

        run.Send(-1);
        run.Send(-1);

        run.Log.ShouldBe(["-1:none", "-1:none"]);
        _table.Asked.ShouldBe(asked);
    }

    [Fact]
    public void Row_expires_some_time_after_its_answer_however_often_it_is_asked_for()
    {
        var run = Run(new LookupCache { ExpireAfterWrite = TimeSpan.FromMilliseconds(100) });

        run.Send(1);
        run.Pass(60);
        run.Send(1);
        run.Pass(39);
        run.Send(1);
        _table.Asked.ShouldBe("[1]");
        run.Pass(1);
        run.Send(1);

        _table.Asked.ShouldBe("[1] [1]");
    }

    [Fact]
    public void Row_expires_some_time_after_a_record_asked_for_it_last()
    {
        var run = Run(new LookupCache { ExpireAfterAccess = TimeSpan.FromMilliseconds(100) });

        run.Send(1);
        run.Pass(99);
        run.Send(1);
        run.Pass(99);
        run.Send(1);
        _table.Asked.ShouldBe("[1]");
        run.Pass(100);
        run.Send(1);

        _table.Asked.ShouldBe("[1] [1]");
    }

    [Fact]
    public void Where_there_are_too_many_the_one_goes_that_was_not_asked_for_the_longest()
    {
        var run = Run(new LookupCache { MaxEntries = 2 });

        run.Send(1);
        run.Send(2);
        run.Send(1);
        run.Send(3);
        _table.Calls.Clear();
        run.Send(1, 3);
        _table.Calls.ShouldBeEmpty();
        run.Send(2);

        _table.Asked.ShouldBe("[2]");
    }

    [Fact]
    public void Failure_is_not_kept()
    {
        var table = new PlayedTable();
        var run = new AsyncRun(stream => stream.Lookup(record => record, table.Load, (record, row) => $"{record}:{row}", new LookupOptions { Cache = new LookupCache() }, "calls"), ErrorPolicy.Skip);

        run.Send(1);
        table.Fail(0);
        run.GoOn();
        run.Send(1);
        table.Answer(1);
        run.GoOn();

        run.Log.ShouldBe(["1:r1"]);
    }

    private static long Count(AsyncRun run, string metric) => run.Operator.Context.Metrics.Counter(metric).Value;

    private AsyncRun Run(LookupCache? cache) =>
        new(stream => stream.Lookup(record => record, _table.Know, (record, row) => $"{record}:{row ?? "none"}", new LookupOptions { Cache = cache }, "calls"));
}
