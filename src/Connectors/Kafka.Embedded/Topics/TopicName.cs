namespace AkkaStreamProc.Connectors.Kafka.Embedded.Topics;

/// <summary>The protocol's rule for names of topics.</summary>
internal static class TopicName
{
    private const int MaxLength = 249;

    /// <summary>Why a name is not allowed; null when it is.</summary>
    public static string? Complaint(string name)
    {
        if (name.Length is 0 or > MaxLength)
        {
            return $"A topic's name has 1 to {MaxLength} characters; this one has {name.Length}.";
        }

        if (name is "." or "..")
        {
            return $"A topic cannot be named '{name}'.";
        }

        return name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-')
            ? null
            : $"The topic name '{name}' has characters other than ASCII letters, digits, '.', '_' and '-'.";
    }
}
