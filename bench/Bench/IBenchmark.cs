using AkkaStreamProc.Bench.Measuring;

namespace AkkaStreamProc.Bench;

/// <summary>One of the numbers in <c>docs/performance.md</c>.</summary>
internal interface IBenchmark
{
    /// <summary>What the command line calls it.</summary>
    string Name { get; }

    /// <summary>What it measures, in one line.</summary>
    string Question { get; }

    /// <summary>Measures, and tells the report what came out and what was required.</summary>
    Task RunAsync(BenchmarkArguments arguments, Report report);
}
