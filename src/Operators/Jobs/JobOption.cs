using AkkaStreamProc.Operators.Jobs;

namespace AkkaStreamProc;

/// <summary>An option of a job.</summary>
/// <param name="Name">Without dashes: <c>allowed-lateness</c>.</param>
/// <param name="Kind">What values it takes.</param>
/// <param name="Description">One line for the help.</param>
public sealed record JobOption(string Name, JobOptionKind Kind, string Description)
{
    /// <summary>The value where none is given, in the form of the command line.</summary>
    public string? Default { get; init; }

    /// <summary>Values, or their beginnings, that the completion of the command line offers; others are possible.</summary>
    public IReadOnlyList<string> Suggestions { get; init; } = [];

    /// <summary>Whether the job cannot run without it.</summary>
    public bool IsRequired { get; init; }
}
