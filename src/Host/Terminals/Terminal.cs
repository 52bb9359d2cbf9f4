namespace AkkaStreamProc.Host.Terminals;

/// <summary>Where the process writes: results, what people read along the way, and one line that changes.</summary>
/// <remarks>Any thread may write; lines never mix, and the status line stays below them.</remarks>
internal sealed class Terminal(TextWriter output, TextWriter error, bool isInteractive)
{
    private const string EraseLine = "\r\u001b[2K";
    private const int MinWidth = 20;

    private readonly Lock _writing = new();
    private string _status = "";

    /// <summary>Standard output, for data: what a console sink writes.</summary>
    public TextWriter Output => output;

    /// <summary>Standard error.</summary>
    public TextWriter Error => error;

    /// <summary>Whether a person watches, so that a line may change in place.</summary>
    public bool IsInteractive => isInteractive;

    /// <summary>Whether standard output belongs to the data, so that people read standard error.</summary>
    public bool IsOutputForData { get; set; }

    /// <summary>Where people read.</summary>
    public TextWriter People => IsOutputForData ? error : output;

    /// <summary>Writes a line for people.</summary>
    public void Say(string line) => Write(People, line);

    /// <summary>Writes a line to standard error.</summary>
    public void Complain(string line) => Write(error, line);

    /// <summary>Replaces the status line; empty for none. Does nothing where nobody watches.</summary>
    public void ShowStatus(string status)
    {
        if (isInteractive)
        {
            lock (_writing)
            {
                _status = status;
                People.Write(EraseLine + Cut(status));
                People.Flush();
            }
        }
    }

    /// <summary>As many of the parts of a line, which two spaces separate, as fit; at least a piece of the first.</summary>
    internal static string Fit(string line, int width)
    {
        if (line.Length <= width)
        {
            return line;
        }

        var end = line.LastIndexOf("  ", Math.Min(width + 1, line.Length - 1), StringComparison.Ordinal);
        return line[..(end > 0 ? end : width)];
    }

    private static string Cut(string status)
    {
        var width = Math.Max(MinWidth, Environment.GetEnvironmentVariable("COLUMNS") is { } columns && int.TryParse(columns, out var set) ? set : System.Console.WindowWidth) - 1;
        return Fit(status, width);
    }

    private void Write(TextWriter writer, string line)
    {
        lock (_writing)
        {
            if (_status.Length > 0)
            {
                People.Write(EraseLine);
                People.Flush();
            }

            writer.WriteLine(line);
            writer.Flush();
            if (_status.Length > 0)
            {
                People.Write(Cut(_status));
                People.Flush();
            }
        }
    }
}
