using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace AkkaStreamProc.Bench;

/// <summary>The benchmarks a command line names, and its options.</summary>
internal sealed record BenchmarkArguments(IReadOnlyCollection<string> Names, IReadOnlyDictionary<string, string> Options)
{
    private readonly HashSet<string> _read = [];

    /// <summary>The options that no benchmark has asked for: what was measured is not what was meant.</summary>
    public IEnumerable<string> Unread => Options.Keys.Except(_read);

    public static bool TryParse(string[] arguments, out BenchmarkArguments parsed)
    {
        var names = new List<string>();
        var options = new Dictionary<string, string>();
        parsed = new BenchmarkArguments(names, options);
        for (var i = 0; i < arguments.Length; i++)
        {
            if (!arguments[i].StartsWith('-'))
            {
                names.Add(arguments[i]);
            }
            else if (arguments[i].StartsWith("--", StringComparison.Ordinal) && i + 1 < arguments.Length)
            {
                options[arguments[i][2..]] = arguments[++i];
            }
            else
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The value of an option, or a default.</summary>
    public double Number(string option, double otherwise) =>
        TryRead(option, out var text) ? double.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    /// <summary>The one value an option chooses, or all there are.</summary>
    public IReadOnlyList<int> Choice(string option, params int[] all) =>
        TryRead(option, out var text) ? [int.Parse(text, CultureInfo.InvariantCulture)] : all;

    private bool TryRead(string option, [NotNullWhen(true)] out string? text)
    {
        _read.Add(option);
        return Options.TryGetValue(option, out text);
    }
}
