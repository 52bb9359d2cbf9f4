using AkkaStreamProc.Chaos.Processes;

namespace AkkaStreamProc.Chaos.Runs;

/// <summary>Kills processes at random moments, and remembers where the next ones continued.</summary>
internal sealed class KillTally(int seed)
{
    private readonly Random _random = new(seed);
    private readonly List<string> _continuations = [];

    /// <summary>How many different checkpoints processes continued from: the kills that fell behind a checkpoint that no other fell behind.</summary>
    public int DistinctCheckpoints => _continuations.Distinct().Count();

    /// <summary>Kills at a random moment from now on.</summary>
    public async Task KillAsync(HostProcess process, TimeSpan within)
    {
        await Task.Delay(within * _random.NextDouble());
        await process.KillAsync();
        Note(process);
    }

    /// <summary>Remembers where a process continued.</summary>
    public void Note(HostProcess process) =>
        _continuations.AddRange(process.Output.Lines.Where(l => l.Contains("continues from checkpoint", StringComparison.Ordinal) && l.Contains("Attempt", StringComparison.Ordinal)).Select(l => l[l.IndexOf("checkpoint", StringComparison.Ordinal)..]));
}
