using AkkaStreamProc.Bench.Measuring;

namespace AkkaStreamProc.Bench.Timers;

/// <summary>What a million timers cost, beside the structures that one would write by hand for keys with one timer each.</summary>
internal sealed class MillionTimers : IBenchmark
{
    private const int Keys = 1_000_000;
    private const long SpreadMs = 3_600_000;
    private const int Moves = 2;
    private const double AllowedBytes = 48;
    private const double AllowedTimes = 1.0;

    private static readonly (string Name, Func<ITimers> Create)[] ByHand =
    [
        ("heap of the base library, lazy", () => new LazyHeapTimers()),
        ("heap with places", () => new IndexedHeapTimers()),
        ("wheel", () => new WheelTimers(tickMs: 1_000, slots: 4_096)),
    ];

    public string Name => "timers";

    public string Question => "a million timers registered, each moved twice, all fired, beside two heaps and a wheel written by hand; bytes of a timer";

    public Task RunAsync(BenchmarkArguments arguments, Report report)
    {
        var samples = (int)arguments.Number("samples", 5);
        var ours = new List<Phases>();
        var byHand = ByHand.Select(_ => new List<Phases>()).ToArray();
        Run(new QueueTimers());
        for (var sample = 0; sample < samples; sample++)
        {
            ours.Add(Run(new QueueTimers()));
            for (var peer = 0; peer < ByHand.Length; peer++)
            {
                byHand[peer].Add(Run(ByHand[peer].Create()));
            }
        }

        Describe(report, "product", ours);
        for (var peer = 0; peer < ByHand.Length; peer++)
        {
            Describe(report, ByHand[peer].Name, byHand[peer]);
            if (byHand[peer].Exists(p => p.Fired != ours[0].Fired))
            {
                throw new InvalidOperationException($"The {ByHand[peer].Name} fires other timers than the product.");
            }
        }

        var best = byHand.Min(peer => peer.Select(p => p.Total).Median());
        report.AtMost("time, times that of the best by hand", ours.Select(p => p.Total).Median() / best, AllowedTimes);
        report.AtMost("bytes a timer beside its key", ours.Select(p => p.Bytes).Median() - sizeof(long), AllowedBytes);
        return Task.CompletedTask;
    }

    private static void Describe(Report report, string name, List<Phases> runs) =>
        report.Line($"{name,-32} register {runs.Select(p => p.Register).Median(),5:F0} ns, move {runs.Select(p => p.Move).Median(),5:F0} ns, fire {runs.Select(p => p.Fire).Median(),5:F0} ns, {runs.Select(p => p.Bytes).Median(),5:F0} bytes each");

    private static Phases Run(ITimers timers)
    {
        var due = new long[Keys];
        var random = new Random(7);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var register = Cost.Of(() =>
        {
            for (var key = 0; key < Keys; key++)
            {
                timers.Register(key, due[key] = random.NextInt64(SpreadMs));
            }
        });
        var move = Cost.Of(() =>
        {
            for (var i = 0; i < Keys * Moves; i++)
            {
                var key = random.Next(Keys);
                var later = due[key] + 1 + random.NextInt64(SpreadMs / 4);
                timers.Move(key, due[key], later);
                due[key] = later;
            }
        });
        var bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        var fired = 0L;
        var count = 0;
        var fire = Cost.Of(() =>
        {
            for (var time = 0L; count < Keys; time += 1_000)
            {
                while (timers.TryTake(time, out var key, out var timestamp))
                {
                    count++;
                    fired = unchecked((fired * 31) + timestamp);
                }
            }
        });
        GC.KeepAlive(due);
        return new Phases(
            register.ProcessorNanosecondsEach(Keys), move.ProcessorNanosecondsEach(Keys * Moves), fire.ProcessorNanosecondsEach(Keys), bytes / (double)Keys, fired);
    }

    /// <summary>Nanoseconds of processor a timer in each phase, what it takes of the heap after the moves, and a hash of the order in which all fired.</summary>
    private sealed record Phases(double Register, double Move, double Fire, double Bytes, long Fired)
    {
        public double Total => Register + (Moves * Move) + Fire;
    }
}
