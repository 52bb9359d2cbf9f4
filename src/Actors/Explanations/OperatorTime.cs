using AkkaStreamProc.Actors;
using AkkaStreamProc.Actors.Explanations;

namespace AkkaStreamProc;

/// <summary>The time of one operator at one moment, and what it waits for.</summary>
/// <param name="Name">The name of the operator.</param>
/// <param name="Watermark">
/// The lowest event time of its subtasks that are not idle, in milliseconds; <see cref="long.MinValue"/> before the first
/// watermark, <see cref="long.MaxValue"/> at the end of the input.
/// </param>
/// <param name="Since">Since when it stands there, to half a second; not before the attempt.</param>
/// <param name="In">Records taken since the job began.</param>
/// <param name="Out">Records emitted.</param>
/// <param name="Late">Records that were late.</param>
public sealed record OperatorTime(string Name, long Watermark, DateTimeOffset Since, long In, long Out, long Late)
{
    /// <summary>What event time waits for, mostly a split of some source; <see langword="null"/> where nothing is known to hold it back.</summary>
    public TimeHolder? HeldBy { get; init; }

    /// <summary>When the last record came, to half a second; <see langword="null"/> where none has come in this attempt.</summary>
    public DateTimeOffset? LastRecordAt { get; init; }

    /// <summary>When something came out last, to half a second; <see langword="null"/> where nothing has in this attempt.</summary>
    public DateTimeOffset? LastResultAt { get; init; }

    /// <summary>Of a source: the split that had the last record.</summary>
    public LastRecord? LastRecord { get; init; }

    /// <summary>What the operator waits for; <see langword="null"/> where for nothing.</summary>
    public AwaitedMoment? Awaits { get; init; }

    /// <summary>Why the next result has not come out; empty where the operator waits for nothing.</summary>
    public IReadOnlyList<TimeReason> Reasons { get; init; } = [];
}
