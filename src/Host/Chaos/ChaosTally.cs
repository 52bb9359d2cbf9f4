using System.Globalization;

namespace AkkaStreamProc.Host.Chaos;

/// <summary>What happened in a run, for the table at its end.</summary>
internal sealed class ChaosTally
{
    private readonly List<string> _faults = [];

    /// <summary>How often the job was killed at a random moment.</summary>
    public int Kills { get; set; }

    /// <summary>How many processes of the job were started.</summary>
    public int Starts { get; set; }

    /// <summary>How often a process ended by itself under a disturbance, and was started again.</summary>
    public int GivenUp { get; set; }

    /// <summary>How often the job died at each kill point.</summary>
    public SortedDictionary<string, int> Reached { get; } = [];

    /// <summary>How often each disturbance came.</summary>
    public SortedDictionary<string, int> Disturbances { get; } = [];

    /// <summary>What must not be and is no matter of records: a kill point that was not reached, a job that did not come back.</summary>
    public IReadOnlyList<string> Faults => _faults;

    public void AddFault(string fault) => _faults.Add(fault);

    public static void Count(SortedDictionary<string, int> counts, string name) => counts[name] = counts.GetValueOrDefault(name) + 1;

    /// <summary>The rows that say what was done.</summary>
    public IEnumerable<(string Name, string Value)> Rows()
    {
        yield return ("kills at random moments", Text(Kills));
        yield return ("deaths at kill points", Text(Reached.Values.Sum()));
        foreach (var (point, count) in Reached)
        {
            yield return ("  " + point, Text(count));
        }

        yield return ("disturbances", Text(Disturbances.Values.Sum()));
        foreach (var (name, count) in Disturbances)
        {
            yield return ("  " + name, Text(count));
        }

        yield return ("processes of the job", Text(Starts));
        yield return ("  ended by themselves under a disturbance", Text(GivenUp));
    }

    private static string Text(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
