using System.Globalization;
using System.IO.Hashing;
using System.Text;

namespace AkkaStreamProc.Connectors.Files.Internal;

/// <summary>The names of the files of one sink, by which it knows its own from those of others.</summary>
/// <remarks>
/// While written <c>.part-OPERATOR-HASH-SUBTASK-open-ID.jsonl</c>, prepared <c>.part-OPERATOR-HASH-SUBTASK-CHECKPOINT.jsonl</c>,
/// committed the same without the dot. The hash is over the names of job and operator; it tells apart operators whose
/// names become equal when cut to what file systems allow.
/// </remarks>
internal sealed class PartNames
{
    private const string Extension = ".jsonl";
    private const int MaxOperatorLength = 80;

    private readonly string _prefix;

    public PartNames(string jobName, string operatorName)
    {
        var readable = new string([.. operatorName.Take(MaxOperatorLength).Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' ? c : '_')]);
        _prefix = $"part-{readable}-{Hash(jobName, operatorName)}-";
    }

    /// <summary>Whether a name is that of a committed file of any sink of a job whose operator's name stands in it unchanged.</summary>
    public static bool IsCommittedBy(string jobName, string name) =>
        name.StartsWith("part-", StringComparison.Ordinal)
        && name.EndsWith(Extension, StringComparison.Ordinal)
        && name[5..^Extension.Length].Split('-') is [.., var hash, { Length: >= 4 } subtask, { Length: 19 } checkpointId] parts
        && subtask.All(char.IsAsciiDigit)
        && checkpointId.All(char.IsAsciiDigit)
        && hash == Hash(jobName, string.Join('-', parts[..^3]));

    /// <summary>Understands the name of a committed file of whatever sink.</summary>
    /// <param name="name">Any file name.</param>
    /// <param name="isOwn">Whether it is a file of this sink.</param>
    /// <param name="checkpointId">The checkpoint it was committed with.</param>
    public bool TryParseCommitted(string name, out bool isOwn, out long checkpointId)
    {
        isOwn = name.StartsWith(_prefix, StringComparison.Ordinal);
        checkpointId = 0;
        return name.StartsWith("part-", StringComparison.Ordinal)
            && name.EndsWith(Extension, StringComparison.Ordinal)
            && name[5..^Extension.Length].Split('-') is [.., { Length: 8 } hash, { Length: >= 4 } subtask, { Length: 19 } last]
            && hash.All(char.IsAsciiHexDigitLower)
            && subtask.All(char.IsAsciiDigit)
            && long.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out checkpointId);
    }

    /// <summary>A name that no other file has, for what is being written.</summary>
    public string Open(int subtask) => string.Create(CultureInfo.InvariantCulture, $".{_prefix}{subtask:d4}-open-{Guid.NewGuid():N}{Extension}");

    /// <summary>The name under which a committed file is visible.</summary>
    public string Committed(int subtask, long checkpointId) =>
        string.Create(CultureInfo.InvariantCulture, $"{_prefix}{subtask:d4}-{checkpointId:d19}{Extension}");

    /// <summary>The name of a prepared file.</summary>
    /// <param name="committed">The name it will have.</param>
    public static string Prepared(string committed) => "." + committed;

    /// <summary>Understands the name of a file of this sink that is not committed.</summary>
    /// <param name="name">Any file name.</param>
    /// <param name="subtask">The subtask that wrote it.</param>
    /// <param name="checkpointId">The checkpoint for which it was prepared, or <see langword="null"/> where it was not.</param>
    public bool TryParseUncommitted(string name, out int subtask, out long? checkpointId)
    {
        subtask = -1;
        checkpointId = null;
        if (!name.StartsWith('.')
            || !name.AsSpan(1).StartsWith(_prefix, StringComparison.Ordinal)
            || !name.EndsWith(Extension, StringComparison.Ordinal))
        {
            return false;
        }

        var rest = name[(1 + _prefix.Length)..^Extension.Length];
        var dash = rest.IndexOf('-', StringComparison.Ordinal);
        if (dash < 0 || !int.TryParse(rest.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out subtask))
        {
            return false;
        }

        var last = rest.AsSpan(dash + 1);
        if (last.StartsWith("open-", StringComparison.Ordinal))
        {
            return Guid.TryParseExact(last["open-".Length..], "N", out _);
        }

        var isPrepared = last.Length == 19 && long.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && (checkpointId = id) is not null;
        return isPrepared;
    }

    private static string Hash(string jobName, string operatorName) =>
        XxHash32.HashToUInt32(Encoding.UTF8.GetBytes($"{jobName}\0{operatorName}")).ToString("x8", CultureInfo.InvariantCulture);
}
