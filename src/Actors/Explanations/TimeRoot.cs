namespace AkkaStreamProc.Actors.Explanations;

/// <summary>What holds event time back, followed upstream to where it begins.</summary>
/// <param name="Operator">The operator; <see langword="null"/> where it is not known.</param>
/// <param name="Holder">The subtask, and the split where it is a source.</param>
/// <param name="Reasons">Why it does not go on, as clauses without a capital and a full stop; none where it does.</param>
internal sealed record TimeRoot(string? Operator, TimeHolder? Holder, IReadOnlyList<TimeReason> Reasons)
{
    /// <summary>That event time is ahead of the clock, also where the source is declared to take such records: told where all that follows is late.</summary>
    public TimeReason? Ahead { get; init; }

    public static TimeRoot Unknown { get; } = new(null, null, []);
}
