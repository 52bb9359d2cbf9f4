using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Streams;
using AkkaStreamProc.Operators.Tests.Execution;
using AkkaStreamProc.Operators.Tests.Windows;
using AkkaStreamProc.Operators.Time;
using AkkaStreamProc.Operators.Windows;

namespace AkkaStreamProc.Operators.Tests.Plans;

/// <summary>Records are combined before the shuffle where that changes nothing, and the plan says so.</summary>
public class CombiningPlanTests
{
    private static readonly TumblingWindows Hours = TumblingWindows.OfEventTime(TimeSpan.FromHours(1));

    [Fact]
    public void Counts_minima_maxima_and_sums_of_integers_are_combined()
    {
        IsCombined(s => s.Window(Hours).Count()).ShouldBeTrue();
        IsCombined(s => s.Window(Hours).Min(x => x.Amount)).ShouldBeTrue();
        IsCombined(s => s.Window(Hours).Max(x => x.Amount)).ShouldBeTrue();
        IsCombined(s => s.Window(Hours).Sum(x => x.Amount)).ShouldBeTrue();
        IsCombined(s => s.Window(Hours).Sum(x => (byte)x.Amount)).ShouldBeTrue();
    }

    [Fact]
    public void Sums_that_are_rounded_averages_and_functions_of_the_user_are_not()
    {
        IsCombined(s => s.Window(Hours).Sum(x => (double)x.Amount)).ShouldBeFalse();
        IsCombined(s => s.Window(Hours).Sum(x => (decimal)x.Amount)).ShouldBeFalse();
        IsCombined(s => s.Window(Hours).Average(x => x.Amount)).ShouldBeFalse();
        IsCombined(s => s.Window(Hours).Reduce((a, b) => a)).ShouldBeFalse();
    }

    [Fact]
    public void Records_are_not_combined_where_each_of_them_matters()
    {
        IsCombined(s => s.Window(Hours).AllowedLateness(TimeSpan.FromSeconds(1)).Count()).ShouldBeFalse();
        IsCombined(s => s.Window(TumblingWindows.OfProcessingTime(TimeSpan.FromHours(1))).Count()).ShouldBeFalse();
        IsCombined(s => s.Window(Hours).Count(), usesLateRecords: true).ShouldBeFalse();
    }

    [Fact]
    public void State_and_fingerprint_are_those_of_the_same_job_without_combining() =>
        Declare(s => s.Window(Hours).Count(), usesLateRecords: false).Build().Shape.ShouldBe(
            string.Join('\n', Declare(s => s.Window(Hours).Count(), usesLateRecords: true).Build().Shape.Split('\n').Where(l => !l.StartsWith("late ", StringComparison.Ordinal))));

    private static bool IsCombined<TResult>(
        Func<KeyedStream<Sale, int>, WindowResultStream<Sale, int, TResult>> windows, bool usesLateRecords = false) =>
        Declare(windows, usesLateRecords).Build().Explain().Contains("hash(Int32) of partial aggregates", StringComparison.Ordinal);

    private static JobBuilder Declare<TResult>(Func<KeyedStream<Sale, int>, WindowResultStream<Sale, int, TResult>> windows, bool usesLateRecords)
    {
        var job = new JobBuilder("job");
        var results = windows(job.FromSource(new IdleSource<Sale>(), WatermarkStrategy<Sale>.Monotonous()).KeyBy(s => s.Shop));
        results.SinkTo(new IdleSink<WindowResult<int, TResult>>());
        if (usesLateRecords)
        {
            results.LateRecords.SinkTo(new IdleSink<Sale>(), "late");
        }

        return job;
    }
}
