using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Tests.Async;
using AkkaStreamProc.Operators.Tests.Execution;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Tests.Lookups;

/// <summary>Records with a row and without one.</summary>
public class LookupRowTests
{
    private readonly PlayedTable _table = new();

    [Fact]
    public void Record_without_a_row_is_emitted_without()
    {
        var run = new AsyncRun(stream => stream.Lookup(record => -record, _table.Know, (record, row) => $"{record}:{row ?? "none"}", name: "calls"));

        run.Send(1, 0, 2);

        run.Log.ShouldBe(["1:none", "0:r0", "2:none"]);
    }

    [Fact]
    public void Record_without_a_row_is_left_out_by_an_inner_lookup()
    {
        var run = new AsyncRun(stream => stream.InnerLookup(record => -record, _table.Know, (record, row) => $"{record}:{row.Length}", name: "calls"));

        run.Send(1, 0, 2);
        run.Advance(2);

        run.Log.ShouldBe(["0:2", "W2"]);
        (run.Operator.Counters.In, run.Operator.Counters.Out, run.Operator.Counters.Skipped).ShouldBe((3, 1, 0));
    }

    [Fact]
    public void Row_that_is_null_is_none()
    {
        var run = new AsyncRun(stream => stream.InnerLookup(
            record => record, (keys, _) => Task.FromResult<IReadOnlyDictionary<int, string?>>(keys.ToDictionary(key => key, key => key == 2 ? "r2" : null)), (record, row) => $"{record}:{row}", name: "calls"));

        run.Send(1, 2, 3);

        run.Log.ShouldBe(["2:r2"]);
    }

    [Fact]
    public void Nobody_is_asked_for_the_row_of_a_null_key()
    {
        var asked = new List<string>();
        Task<IReadOnlyDictionary<string, string>> Load(IReadOnlyList<string> keys, CancellationToken token)
        {
            asked.AddRange(keys);
            return Task.FromResult<IReadOnlyDictionary<string, string>>(keys.ToDictionary(key => key, key => $"r{key}"));
        }

        var left = new AsyncRun(stream => stream.Lookup(record => record == 1 ? null : $"{record}", Load, (record, row) => $"{record}:{row ?? "none"}", name: "calls"));
        var inner = new AsyncRun(stream => stream.InnerLookup(record => record == 1 ? null : $"{record}", Load, (record, row) => $"{record}:{row}", name: "calls"));
        left.Send(1, 2);
        inner.Send(1, 2);

        left.Log.ShouldBe(["1:none", "2:r2"]);
        inner.Log.ShouldBe(["2:r2"]);
        asked.ShouldBe(["2", "2"]);
    }

    [Fact]
    public void Row_that_was_not_asked_for_is_ignored_and_the_answer_compares_keys_its_own_way()
    {
        var run = new AsyncRun(stream => stream.Lookup(
            record => record == 1 ? "a" : "b",
            (_, _) => Task.FromResult<IReadOnlyDictionary<string, string>>(new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["A"] = "row", ["c"] = "other" }),
            (record, row) => $"{record}:{row ?? "none"}",
            name: "calls"));

        run.Send(1, 2);

        run.Log.ShouldBe(["1:row", "2:none"]);
    }

    [Fact]
    public void Types_that_cannot_be_keys_or_rows_are_refused_at_the_declaration()
    {
        var stream = new JobBuilder("job").FromSource(new CollectionSource<int>([[1]]), WatermarkStrategy<int>.None());

        Should.Throw<StreamProcessingException>(() => stream.Lookup(_ => new byte[1], (_, _) => Task.FromResult<string?>("r"), (_, row) => row))
            .Message.ShouldStartWith("The type System.Byte[] cannot be a key");
        Should.Throw<StreamProcessingException>(() => stream.Lookup(_ => Task.FromResult(1), (_, _) => Task.FromResult<string?>("r"), (_, row) => row, name: "customers"))
            .Message.ShouldStartWith("The lookup 'customers' would have keys of type Task<");
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        Should.Throw<StreamProcessingException>(() => new LookupOptions { BatchSize = 0 });
        Should.Throw<StreamProcessingException>(() => new LookupOptions { Concurrency = 0 });
        Should.Throw<StreamProcessingException>(() => new LookupOptions { BatchDelay = TimeSpan.FromMilliseconds(-1) });
        Should.Throw<StreamProcessingException>(() => new LookupCache { MaxEntries = 0 });
        Should.Throw<StreamProcessingException>(() => new LookupCache { ExpireAfterWrite = TimeSpan.Zero });
        Should.Throw<StreamProcessingException>(() => new LookupCache { ExpireAfterAccess = TimeSpan.Zero });
    }

    [Fact]
    public void Wait_for_other_keys_that_takes_all_time_of_a_record_is_refused()
    {
        var stream = new JobBuilder("job").FromSource(new CollectionSource<int>([[1]]), WatermarkStrategy<int>.None());

        Should.Throw<StreamProcessingException>(() => stream.Lookup(
                record => record, _table.Know, (_, row) => row, new LookupOptions { BatchDelay = TimeSpan.FromSeconds(1), Timeout = TimeSpan.FromSeconds(1) }, "customers"))
            .Message.ShouldStartWith("The lookup 'customers' would wait 00:00:01 for other keys (BatchDelay)");
    }

    [Fact]
    public void Options_of_lookups_are_refused_where_each_record_is_a_call()
    {
        var stream = new JobBuilder("job").FromSource(new CollectionSource<int>([[1]]), WatermarkStrategy<int>.None());

        Should.Throw<StreamProcessingException>(() => stream.MapAsync((record, _) => Task.FromResult(record), new LookupOptions { Cache = new LookupCache() }))
            .Message.ShouldStartWith("LookupOptions say how rows are asked for");
    }

    [Fact]
    public void Plan_says_how_many_keys_calls_and_rows_there_are()
    {
        var job = new JobBuilder("job");
        job.FromSource(new CollectionSource<int>([[1]]), WatermarkStrategy<int>.None())
            .Lookup(record => record, _table.Know, (_, row) => row ?? "", new LookupOptions { BatchSize = 50, Cache = new LookupCache { MaxEntries = 300 } })
            .SinkTo(new IdleSink<string>());

        job.Build().Explain().ShouldContain("(1000 at a time, in order; 50 keys a call, 4 calls, 300 rows kept)");
    }
}
