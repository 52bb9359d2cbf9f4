using System.IO.Enumeration;

namespace AkkaStreamProc.Host.Jobs;

/// <summary>The addresses that one job reads from and writes to.</summary>
internal sealed class UsedAddresses
{
    // What a file sink calls its files; a pattern that matches it reads the job's own output.
    private const string PartName = "part-sink-00000000-0000-0000000000000000001.jsonl";

    private readonly List<(string Scheme, string Address)> _sources = [];
    private readonly List<(string Scheme, string Address)> _sinks = [];

    public void AddSource(string scheme, string address) => _sources.Add((scheme, address));

    public void AddSink(string scheme, string address) => _sinks.Add((scheme, address));

    /// <summary>Refuses a job that would read what it writes, for ever.</summary>
    /// <exception cref="StreamProcessingException">It would; names the address.</exception>
    public void RefuseLoops()
    {
        foreach (var (scheme, source) in _sources)
        {
            foreach (var sink in _sinks.Where(s => s.Scheme == scheme).Select(s => s.Address))
            {
                if (scheme == "file" ? ReadsDirectory(source, sink) : source == sink)
                {
                    throw new StreamProcessingException($"The job would read what it writes: '{scheme}:{source}' is its source and '{scheme}:{sink}' its sink. Give another sink.");
                }
            }
        }
    }

    private static bool ReadsDirectory(string source, string sink)
    {
        var directory = Path.GetFullPath(sink);
        if (!source.AsSpan().ContainsAny('*', '?'))
        {
            return Path.GetFullPath(source) == directory;
        }

        var part = Path.Combine(directory, PartName).Split(Path.DirectorySeparatorChar);
        return Matches(Path.GetFullPath(source).Split(Path.DirectorySeparatorChar), part);
    }

    private static bool Matches(ReadOnlySpan<string> pattern, ReadOnlySpan<string> path)
    {
        if (pattern.IsEmpty || path.IsEmpty)
        {
            return pattern.IsEmpty && path.IsEmpty;
        }

        if (pattern[0] == "**")
        {
            return Matches(pattern[1..], path) || Matches(pattern, path[1..]) || (pattern.Length == 1 && path.Length == 1);
        }

        var isMatch = pattern[0] == path[0] || FileSystemName.MatchesSimpleExpression(pattern[0], path[0], ignoreCase: false);
        return isMatch && Matches(pattern[1..], path[1..]);
    }
}
