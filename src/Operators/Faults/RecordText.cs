namespace AkkaStreamProc.Operators.Faults;

/// <summary>Records and keys as text of bounded length, whatever their own conversion does.</summary>
internal static class RecordText
{
    /// <summary>How much of a record an error message shows.</summary>
    private const int MaxMessageLength = 200;

    /// <summary>The text for a <see cref="FailedRecord{T}"/>.</summary>
    public static string Of<T>(T value) => Cut(Convert(value), FailedRecord<T>.MaxTextLength);

    /// <summary>The text for a message.</summary>
    public static string Short<T>(T value) => Cut(Convert(value), MaxMessageLength);

    /// <summary>A key as the text for a <see cref="FailedRecord{T}"/>; <see langword="null"/> for that of all records, which is none.</summary>
    public static string? OfKey<TKey>(TKey key) => key is AllRecords ? null : Of(key);

    /// <summary>A key as the text for a message; <see langword="null"/> for that of all records, which is none.</summary>
    public static string? ShortKey<TKey>(TKey key) => key is AllRecords ? null : Short(key);

    private static string Convert<T>(T value)
    {
        if (value is null)
        {
            return "null";
        }

        try
        {
            return value.ToString() ?? "null";
        }
        catch (Exception e)
        {
            return $"a {value.GetType().Name} that cannot be shown ({e.GetType().Name})";
        }
    }

    private static string Cut(string text, int length) =>
        text.Length <= length ? text : string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[length - 1]) ? length - 1 : length), "…");
}
