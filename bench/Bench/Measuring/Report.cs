using System.Globalization;

namespace AkkaStreamProc.Bench.Measuring;

/// <summary>Prints what was measured, and whether it is what was required.</summary>
internal sealed class Report
{
    private readonly List<(string Benchmark, string Line, bool IsMet)> _verdicts = [];
    private string _benchmark = "";

    public void Begin(IBenchmark benchmark)
    {
        _benchmark = benchmark.Name;
        Console.WriteLine($"\n{benchmark.Name}: {benchmark.Question}");
    }

    public void Line(FormattableString text) => Console.WriteLine("  " + text.ToString(CultureInfo.InvariantCulture));

    /// <summary>A number that must not be below a bound.</summary>
    public void AtLeast(string what, double value, double bound) => Verdict($"{what}: {Round(value)} (required: at least {bound})", value >= bound);

    /// <summary>A number that must not be above a bound.</summary>
    public void AtMost(string what, double value, double bound) => Verdict($"{what}: {Round(value)} (required: at most {bound})", value <= bound);

    /// <returns>Whether every requirement is met.</returns>
    public bool End()
    {
        Console.WriteLine();
        foreach (var (benchmark, line, isMet) in _verdicts)
        {
            Console.WriteLine($"{(isMet ? "PASS" : "FAIL")}  {benchmark,-20} {line}");
        }

        return _verdicts.TrueForAll(v => v.IsMet);
    }

    private static string Round(double value) => value.ToString("G3", CultureInfo.InvariantCulture);

    private void Verdict(FormattableString text, bool isMet)
    {
        var line = text.ToString(CultureInfo.InvariantCulture);
        Console.WriteLine($"  {(isMet ? "PASS" : "FAIL")}  {line}");
        _verdicts.Add((_benchmark, line, isMet));
    }
}
