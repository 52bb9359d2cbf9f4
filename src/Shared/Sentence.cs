namespace AkkaStreamProc.Shared;

/// <summary>Words of others that another sentence is to follow.</summary>
internal static class Sentence
{
    /// <summary>A text with a full stop at its end, unless it has one or another end.</summary>
    public static string Of(string text)
    {
        var trimmed = text.TrimEnd();
        return trimmed.Length == 0 || trimmed[^1] is '.' or '!' or '?' or '…' ? trimmed : trimmed + ".";
    }
}
