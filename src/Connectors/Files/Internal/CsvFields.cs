using System.Text;

namespace AkkaStreamProc.Connectors.Files.Internal;

/// <summary>The fields of one well-formed CSV row, each as it stands in the file, with its quotes.</summary>
internal ref struct CsvFields(ReadOnlySpan<byte> row, byte delimiter)
{
    private readonly ReadOnlySpan<byte> _row = row;
    private int _next;

    public ReadOnlySpan<byte> Current { get; private set; }

    /// <summary>A field without its quotes.</summary>
    public static string Text(ReadOnlySpan<byte> field) => field is [(byte)'"', .., (byte)'"']
        ? Encoding.UTF8.GetString(field[1..^1]).Replace("\"\"", "\"", StringComparison.Ordinal)
        : Encoding.UTF8.GetString(field);

    public readonly CsvFields GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_next > _row.Length)
        {
            return false;
        }

        var end = _next < _row.Length && _row[_next] == '"'
            ? CsvScanner.EndOfQuoted(_row, _next)
            : _row[_next..].IndexOf(delimiter) is var length and >= 0 ? _next + length : _row.Length;
        Current = _row[_next..end];
        _next = end + 1;
        return true;
    }
}
