using AkkaStreamProc.Operators.Time;
using CsCheck;

namespace AkkaStreamProc.Operators.Tests.Async;

/// <summary>Whatever the order of the answers, the results are those of the records, and none passes a watermark.</summary>
public class AsyncProperties
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
            Gen.Frequency((6, Gen.Const(Step.Send)), (3, Gen.Const(Step.Advance)), (8, Gen.Const(Step.Answer)), (2, Gen.Const(Step.Fail)), (2, Gen.Const(Step.Pass)), (1, Gen.Const(Step.Restart))),
            Gen.Int[0, 1000]).Array[5, 80];

    [Fact]
    public void Results_in_order_are_the_records_in_order_with_each_watermark_in_its_place() =>
        Gen.Select(Histories, Gen.Int[1, 6], Gen.Bool).Sample((history, maxInFlight, carriesTime) => Verify(history, maxInFlight, carriesTime, ordered: true));

    [Fact]
    public void Results_out_of_order_are_those_between_each_two_watermarks() =>
        Gen.Select(Histories, Gen.Int[1, 6], Gen.Bool).Sample((history, maxInFlight, carriesTime) => Verify(history, maxInFlight, carriesTime, ordered: false));

    private static void Verify((Step Step, int Number)[] history, int maxInFlight, bool carriesTime, bool ordered)
    {
        var calls = new OpenCalls();
        var options = new AsyncOptions { Ordered = ordered, MaxInFlight = maxInFlight, Retry = new AsyncRetry { MaxAttempts = int.MaxValue }, Timeout = Timeout.InfiniteTimeSpan };
        var run = new AsyncRun(calls.Ask, options, carriesTime: carriesTime);
        var next = 0;
        var watermark = Watermarks.Min;
        // The records between each two watermarks.
        List<(long Before, List<string> Records)> expected = [(watermark, [])];
        List<string> log = [];

        foreach (var (step, number) in history)
        {
            switch (step)
            {
                case Step.Send:
                    var records = Enumerable.Range(next, 1 + (number % 4)).ToList();
                    next += records.Count;
                    expected[^1].Records.AddRange(records.Select(r => $"{r}"));
                    if (carriesTime)
                    {
                        run.SendTimed(records.Select(r => (r, watermark)));
                    }
                    else
                    {
                        run.Send(records);
                    }

                    break;
                case Step.Advance:
                    watermark = Math.Max(watermark, 0) + 1;
                    expected.Add((watermark, []));
                    run.Advance(watermark);
                    break;
                case Step.Answer:
                    calls.Answer(number);
                    run.GoOn();
                    break;
                case Step.Fail:
                    calls.Fail(number);
                    run.GoOn();
                    break;
                case Step.Pass:
                    run.Pass(number);
                    break;
                default:
                    log.AddRange(run.Log);
                    calls.Clear();
                    run = AsyncRun.Restart([run], 1).Single();
                    // What feeds it says anew how far it is.
                    run.Advance(watermark);
                    break;
            }

            (calls.Open <= maxInFlight).ShouldBeTrue();
        }

        run.End();
        while (calls.Open > 0 || run.Operator.NextProcessingTime < long.MaxValue)
        {
            calls.Answer(0);
            run.Pass(10_000);
        }

        log.AddRange(run.Log);
        VerifyLog(log, expected, ordered);
    }

    private static void VerifyLog(List<string> log, List<(long Before, List<string> Records)> expected, bool ordered)
    {
        log.Count(entry => entry == "end").ShouldBe(1);
        log[^1].ShouldBe("end");
        // A watermark with nothing behind it may be told by the next, and one that is restored may be told again.
        Dictionary<string, long> before = [];
        var reached = Watermarks.Min;
        List<string> results = [];
        foreach (var entry in log)
        {
            if (entry[0] == 'W')
            {
                reached = Math.Max(reached, long.Parse(entry[1..], System.Globalization.CultureInfo.InvariantCulture));
            }
            else if (entry != "end")
            {
                before.Add(entry, reached);
                results.Add(entry);
            }
        }

        foreach (var (watermark, records) in expected)
        {
            records.ShouldAllBe(record => before[record] == watermark);
        }

        var all = expected.SelectMany(e => e.Records).ToList();
        results.ShouldBe(all, ignoreOrder: !ordered);
    }

    /// <summary>Calls that are open, by chance.</summary>
    private sealed class OpenCalls
    {
        private readonly List<(int Record, TaskCompletionSource<string> Answer)> _open = [];

        public int Open => _open.Count;

        public Task<string> Ask(int record, CancellationToken token)
        {
            var answer = new TaskCompletionSource<string>();
            _open.Add((record, answer));
            return answer.Task;
        }

        public void Answer(int number)
        {
            if (Take(number) is var (record, answer))
            {
                answer.SetResult($"{record}");
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

        private (int Record, TaskCompletionSource<string> Answer)? Take(int number)
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
