namespace AkkaStreamProc.Operators.Jobs;

/// <summary>What may name a job or an operator. Names address state in databases and become names of files and folders.</summary>
internal static class Naming
{
    /// <summary>With it a subtask's persistence id, which is a job's and an operator's name and a number, fits the 255 characters that databases give it.</summary>
    public const int MaxLength = 100;

    /// <summary>Names of devices, which Windows does not take for a file, whatever follows a dot.</summary>
    private static readonly HashSet<string> Devices = new(
        ["CON", "PRN", "AUX", "NUL", .. Enumerable.Range(0, 10).SelectMany<int, string>(n => [$"COM{n}", $"LPT{n}"])], StringComparer.OrdinalIgnoreCase);

    /// <summary>What is wrong with the name of a job, or <see langword="null"/>.</summary>
    public static string? FaultOfJob(string name) => name switch
    {
        { Length: 0 or > MaxLength } => $"use 1 to {MaxLength} ASCII letters, digits, '.', '-' and '_'",
        _ when !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_') => $"use 1 to {MaxLength} ASCII letters, digits, '.', '-' and '_'",
        _ when name[^1] == '.' => "a folder is named after the job, and '.' may not be its last character",
        _ when Devices.Contains(name.Split('.')[0]) => "a folder is named after the job, and Windows keeps this name for a device",
        _ => null,
    };

    /// <summary>What is wrong with the name of an operator, or <see langword="null"/>.</summary>
    public static string? FaultOfOperator(string name) => name switch
    {
        { Length: 0 } => "it must not be empty",
        { Length: > MaxLength } => $"it has {name.Length} characters, and {MaxLength} are possible",
        _ when name.Contains('~', StringComparison.Ordinal) => "it must not contain '~', which stands between the parts of addresses",
        _ when name.Any(char.IsControl) => "it must not contain control characters",
        _ when char.IsWhiteSpace(name[0]) || char.IsWhiteSpace(name[^1]) => "it must not begin or end with a space, which some databases do not tell from none",
        _ when HasLoneSurrogate(name) => "it contains half of a surrogate pair, which no encoding keeps",
        _ => null,
    };

    private static bool HasLoneSurrogate(string name)
    {
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsHighSurrogate(name[i]) && i + 1 < name.Length && char.IsLowSurrogate(name[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(name[i]))
            {
                return true;
            }
        }

        return false;
    }
}
