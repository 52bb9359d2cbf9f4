using System.Globalization;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Connectors.Files.Internal;

/// <summary>A record over the limit that is being skipped, up to the end of its first line, without holding it in memory.</summary>
internal sealed class OverlongRecord
{
    private readonly byte[] _raw;
    private readonly int _limit;
    private long _length;
    private bool _endsWithReturn;

    /// <summary>Begins to skip at the position of a window.</summary>
    public OverlongRecord(FileWindow window, int limit)
    {
        Position = window.Position;
        var bytes = window.Unread[..Math.Min(window.Unread.Length, limit)];
        var line = bytes.IndexOf((byte)'\n') is var lineFeed and >= 0 ? bytes[..lineFeed] : bytes;
        _raw = line[..Math.Min(line.Length, BadRecord.MaxRawBytes)].ToArray();
        _limit = limit;
    }

    /// <summary>Where the record begins.</summary>
    public long Position { get; }

    /// <summary>Where to go on skipping.</summary>
    public long Next => Position + _length;

    /// <summary>Skips what is in the file.</summary>
    /// <returns>Whether the end of the line was reached; otherwise the file ends here.</returns>
    public bool TrySkip(FileWindow window)
    {
        do
        {
            var unread = window.Unread;
            var lineFeed = unread.IndexOf((byte)'\n');
            var skipped = lineFeed < 0 ? unread : unread[..lineFeed];
            _length += skipped.Length;
            _endsWithReturn = skipped.IsEmpty ? _endsWithReturn : skipped[^1] == '\r';
            window.Advance(lineFeed < 0 ? skipped.Length : skipped.Length + 1);
            if (lineFeed >= 0)
            {
                return true;
            }
        }
        while (window.Fill());
        return false;
    }

    /// <summary>What to say of the record once it is skipped.</summary>
    public BadRecord ToBadRecord(string split) => new(
        split,
        Position.ToString(CultureInfo.InvariantCulture),
        string.Create(CultureInfo.InvariantCulture, $"the record is longer than {_limit} bytes, or a quote in it is not closed"),
        _raw,
        _length - (_endsWithReturn ? 1 : 0));
}
