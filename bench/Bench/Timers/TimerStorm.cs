using System.Diagnostics;
using AkkaStreamProc.Bench.Measuring;
using AkkaStreamProc.Bench.Shared;
using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Bench.Timers;

/// <summary>How long a barrier waits that comes while a hundred thousand of a million open timers fire: for the turn at hand, and its own freeze.</summary>
internal sealed class TimerStorm : IBenchmark
{
    private const int Keys = 1_000_000;
    private const int Due = 100_000;
    private const long Soon = 1_000;
    private const double AllowedMs = 20;

    public string Name => "timer-storm";

    public string Question => "a hundred thousand of a million timers become due at once: the longest that a barrier waits";

    public Task RunAsync(BenchmarkArguments arguments, Report report)
    {
        var storms = new List<Storm>();
        for (var sample = 0; sample < (int)arguments.Number("samples", 5); sample++)
        {
            storms.Add(Measure());
        }

        report.Line($"{Keys:N0} timers, of which {Due:N0} fire in {storms.Select(s => s.Elapsed).Median():F0} ms and {storms.Select(s => (double)s.Turns).Median():F0} turns; the longest turn {storms.Max(s => s.LongestTurn):F1} ms, the longest freeze between two turns {storms.Max(s => s.LongestFreeze):F1} ms, the first of a process {storms[0].FirstFreeze:F1} ms");
        report.AtMost("longest wait of a barrier in milliseconds: turn and freeze together", storms.Max(s => s.LongestTurn + s.LongestFreeze), AllowedMs);
        return Task.CompletedTask;
    }

    private static Storm Measure()
    {
        var job = new JobBuilder("storm");
        job.FromSource(new CollectionSource<long>([]), WatermarkStrategy<long>.Monotonous()).KeyBy(key => key).Process(() => new Reminder()).SinkTo(new DiscardingSink<long>());
        using var chain = ChainRun.Open(job.Build(), vertex: 1);
        Fill(chain);
        var (turns, longestTurn, longestFreeze, firstFreeze) = (0, 0.0, 0.0, 0.0);
        var began = Stopwatch.GetTimestamp();
        for (var isThere = false; !isThere;)
        {
            var turn = Stopwatch.GetTimestamp();
            isThere = chain.Advance(Soon);
            longestTurn = Math.Max(longestTurn, Stopwatch.GetElapsedTime(turn).TotalMilliseconds);
            var stop = Stopwatch.GetTimestamp();
            var freeze = chain.Freeze(++turns);
            var held = Stopwatch.GetElapsedTime(stop).TotalMilliseconds;
            (firstFreeze, longestFreeze) = turns == 1 ? (held, longestFreeze) : (firstFreeze, Math.Max(longestFreeze, held));
            freeze.Release();
        }

        return new Storm(Stopwatch.GetElapsedTime(began).TotalMilliseconds, turns, longestTurn, longestFreeze, firstFreeze);
    }

    private static void Fill(OperatorChain chain)
    {
        for (var key = 0L; key < Keys;)
        {
            var batch = RecordBatch<long>.Rent();
            batch.AddWatermarks();
            while (!batch.IsFull && key < Keys)
            {
                batch.Append(key, key % (Keys / Due) == 0 ? Soon : 1_000_000 + key, watermark: 0L);
                key++;
            }

            chain.Head.Inputs[0].Deliver(batch);
            while (chain.HasPending)
            {
                chain.Continue();
            }
        }
    }

    private readonly record struct Storm(double Elapsed, int Turns, double LongestTurn, double LongestFreeze, double FirstFreeze);

    /// <summary>Keeps when a key came, and says so when its time has come.</summary>
    private sealed class Reminder : ProcessFunction<long, long, long>
    {
        private ValueState<long> _at = null!;

        public override void Open(StateDeclarations states) => _at = states.Value<long>("at");

        public override void Process(long record, ProcessContext<long, long> context)
        {
            _at.Value = context.Timestamp;
            context.RegisterEventTimeTimer(context.Timestamp);
        }

        public override void OnTimer(long timestamp, ProcessContext<long, long> context)
        {
            context.Emit(_at.Value);
            _at.Clear();
        }
    }
}
