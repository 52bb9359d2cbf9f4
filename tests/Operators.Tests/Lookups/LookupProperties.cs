using AkkaStreamProc.Operators.Tests.Async;
using AkkaStreamProc.Operators.Time;
using CsCheck;

namespace AkkaStreamProc.Operators.Tests.Lookups;

/// <summary>Whatever comes in whatever order: each record has its row, once, and calls stay within their limits.</summary>
public class LookupProperties
{
    private enum Step
    {
        Send,
        Advance,
        Answer,
        Fail,
        Pass,
        Restart,
    }

    private static readonly Gen<(Step Step, int Number)[]> Histories =
        Gen.Select(
            Gen.Frequency((8, Gen.Const(Step.Send)), (3, Gen.Const(Step.Advance)), (6, Gen.Const(Step.Answer)), (2, Gen.Const(Step.Fail)), (3, Gen.Const(Step.Pass)), (1, Gen.Const(Step.Restart))),
            Gen.Int[0, 1000]).Array[5, 80];

    private static readonly Gen<LookupOptions> Options = Gen.Select(
        Gen.Int[1, 4], Gen.Int[1, 3], Gen.Int[0, 20], Gen.Int[1, 12], Gen.Bool, Gen.Int[0, 4],
        (batch, calls, delay, maxInFlight, ordered, cached) => new LookupOptions
        {
            BatchSize = batch,
            Concurrency = calls,
            BatchDelay = TimeSpan.FromMilliseconds(delay),
            MaxInFlight = maxInFlight,
            Ordered = ordered,
            Timeout = Timeout.InfiniteTimeSpan,
            Retry = new AsyncRetry { MaxAttempts = int.MaxValue, MaxDelay = TimeSpan.FromMilliseconds(500) },
            Cache = cached == 0 ? null : new LookupCache { MaxEntries = cached, KeepsAbsence = cached % 2 == 0, ExpireAfterWrite = TimeSpan.FromMilliseconds(200) },
        });

    [Fact]
    public void Each_record_comes_once_with_its_row_and_before_its_watermark() => Gen.Select(Histories, Options).Sample(Verify);

    private static void Verify((Step Step, int Number)[] history, LookupOptions options)
    {
        var table = new OpenTable(options);
        var run = new AsyncRun(stream => stream.Lookup(KeyOf, table.Load, (record, row) => $"{record}:{row ?? "none"}", options, "calls"));
        var next = 0;
        var watermark = Watermarks.Min;
        Dictionary<string, long> expected = [];
        List<string> log = [];

        foreach (var (step, number) in history)
        {
            switch (step)
            {
                case Step.Send:
                    var records = Enumerable.Range(next, 1 + (number % 4)).ToList();
                    next += records.Count;
                    records.ForEach(record => expected.Add($"{record}:{(KeyOf(record) == 0 ? "none" : $"r{KeyOf(record)}")}", watermark));
                    run.Send(records);
                    break;
                case Step.Advance:
                    watermark = Math.Max(watermark, 0) + 1;
                    run.Advance(watermark);
                    break;
                case Step.Answer:
                    table.Answer(number);
                    run.GoOn();
                    break;
                case Step.Fail:
                    table.Fail(number);
                    run.GoOn();
                    break;
                case Step.Pass:
                    run.Pass(number);
                    break;
                default:
                    log.AddRange(run.Log);
                    table.Clear();
                    run = AsyncRun.Restart([run], 1).Single();
                    run.Advance(watermark);
                    break;
            }
        }

        run.End();
        while (table.Open > 0 || run.Operator.NextProcessingTime < long.MaxValue)
        {
            table.Answer(0);
            run.Pass(10_000);
        }

        table.HasKept.ShouldBeTrue();
        log.AddRange(run.Log);
        VerifyLog(log, expected, options.Ordered);
    }

    private static int KeyOf(int record) => record * 7 % 5;

    private static void VerifyLog(List<string> log, Dictionary<string, long> expected, bool ordered)
    {
        log[^1].ShouldBe("end");
        Dictionary<string, long> before = [];
        var reached = Watermarks.Min;
        foreach (var entry in log.SkipLast(1))
        {
            if (entry[0] == 'W')
            {
                reached = Math.Max(reached, long.Parse(entry[1..], System.Globalization.CultureInfo.InvariantCulture));
            }
            else
            {
                before.Add(entry, reached);
            }
        }

        before.ShouldBe(expected, ignoreOrder: !ordered);
    }

    /// <summary>Calls that are open, by chance. Key 0 has no row.</summary>
    private sealed class OpenTable(LookupOptions options)
    {
        private readonly List<(IReadOnlyList<int> Keys, TaskCompletionSource<IReadOnlyDictionary<int, string>> Answer)> _open = [];

        public int Open => _open.Count;

        /// <summary>Whether no call asked for too many keys, no more were open than may be, and no key was asked for twice at a time.</summary>
        public bool HasKept { get; private set; } = true;

        public Task<IReadOnlyDictionary<int, string>> Load(IReadOnlyList<int> keys, CancellationToken token)
        {
            var answer = new TaskCompletionSource<IReadOnlyDictionary<int, string>>();
            _open.Add((keys, answer));
            HasKept &= keys.Count >= 1 && keys.Count <= options.BatchSize && _open.Count <= options.Concurrency;
            HasKept &= _open.SelectMany(call => call.Keys).GroupBy(key => key).All(group => group.Count() == 1);
            return answer.Task;
        }

        public void Answer(int number)
        {
            if (Take(number) is var (keys, answer))
            {
                answer.SetResult(keys.Where(key => key != 0).ToDictionary(key => key, key => $"r{key}"));
            }
        }

        public void Fail(int number)
        {
            if (Take(number) is var (_, answer))
            {
                answer.SetException(new InvalidOperationException("No."));
            }
        }

        public void Clear() => _open.Clear();

        private (IReadOnlyList<int> Keys, TaskCompletionSource<IReadOnlyDictionary<int, string>> Answer)? Take(int number)
        {
            if (_open.Count == 0)
            {
                return null;
            }

            var taken = _open[number % _open.Count];
            _open.Remove(taken);
            return taken;
        }
    }
}
