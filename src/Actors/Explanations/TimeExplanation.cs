using AkkaStreamProc.Actors;
using AkkaStreamProc.Actors.Explanations;

namespace AkkaStreamProc;

/// <summary>How far the time of a job is, operator by operator, and why nothing comes out where nothing does.</summary>
/// <param name="Job">The name of the job.</param>
/// <param name="State">Where it is in its life.</param>
/// <param name="At">The moment, by the clock of its supervisor.</param>
/// <param name="Operators">The operators in the order of the graph; empty where the job does not run.</param>
/// <remarks>It is put together of what the subtasks report twice a second, and costs nothing in between.</remarks>
public sealed record TimeExplanation(string Job, JobState State, DateTimeOffset At, IReadOnlyList<OperatorTime> Operators)
{
    /// <summary>Why the job does not run; <see langword="null"/> where it does.</summary>
    public TimeReason? Reason { get; init; }

    /// <summary>The operator of a name.</summary>
    /// <exception cref="StreamProcessingException">There is none; names those that there are.</exception>
    public OperatorTime this[string name] => Operators.FirstOrDefault(op => op.Name == name)
        ?? throw new StreamProcessingException($"The job '{Job}' has no operator '{name}' in this explanation; it has {string.Join(", ", Operators.Select(op => $"'{op.Name}'"))}.");

    /// <summary>The whole of it in words, a line for each operator and for each reason.</summary>
    public override string ToString() => TimeText.Of(this);
}
