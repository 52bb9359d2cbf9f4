using System.Globalization;

namespace AkkaStreamProc.Operators.Queries;

/// <summary>How far a walk through the keys of a state has come: by key group, then by hash, then by the bytes of the key.</summary>
/// <param name="Checkpoint">The checkpoint that is read, or 0 for a live walk.</param>
/// <param name="KeyGroup">The key group the next page begins in.</param>
/// <param name="Hash">The hash of the last key of that group which was met.</param>
/// <param name="Key">The bytes of that key; <see langword="null"/> where none of the group was.</param>
internal sealed record PageCursor(long Checkpoint, int KeyGroup, ulong Hash, byte[]? Key)
{
    public static PageCursor Start { get; } = new(0, 0, 0, null);

    /// <exception cref="StreamProcessingException">The text is not of <see cref="ToString"/>.</exception>
    public static PageCursor Parse(string text)
    {
        var parts = text.Split('.');
        if (parts.Length is not (2 or 4)
            || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var checkpoint)
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var group))
        {
            throw Refused(text);
        }

        if (parts.Length == 2)
        {
            return new PageCursor(checkpoint, group, 0, null);
        }

        var key = new byte[parts[3].Length];
        return ulong.TryParse(parts[2], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var hash) && Convert.TryFromBase64String(parts[3], key, out var length)
            ? new PageCursor(checkpoint, group, hash, key[..length])
            : throw Refused(text);
    }

    public static StreamProcessingException Refused(string? text) =>
        new($"'{text}' is not where a page of a state ended. Give the Next of the page before, unchanged.");

    public override string ToString() => Key is null
        ? string.Create(CultureInfo.InvariantCulture, $"{Checkpoint}.{KeyGroup}")
        : string.Create(CultureInfo.InvariantCulture, $"{Checkpoint}.{KeyGroup}.{Hash:x}.{Convert.ToBase64String(Key)}");
}
