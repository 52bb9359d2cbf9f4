using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Actors.Subtasks;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Actors.Explanations;

/// <summary>Since when what the subtasks of an attempt report is as it is: the difference between one report and the next.</summary>
/// <param name="isRestored">Whether the attempt goes on from a checkpoint.</param>
/// <remarks>Reports come twice a second, so no moment is more exact than that, and nobody notes down anything in between.</remarks>
internal sealed class TimeWatch(bool isRestored)
{
    private readonly Dictionary<SubtaskId, SubtaskStand> _stands = [];

    /// <summary>Takes a report.</summary>
    public void Take(SubtaskId subtask, SubtaskReport report, DateTimeOffset now)
    {
        if (report.Time is null)
        {
            return;
        }

        if (!_stands.TryGetValue(subtask, out var stand))
        {
            _stands[subtask] = stand = new SubtaskStand(report, isRestored, now);
        }

        stand.Take(report, now);
    }

    /// <summary>What is known of a subtask; <see langword="null"/> before its first report.</summary>
    public SubtaskStand? Of(SubtaskId subtask) => _stands.GetValueOrDefault(subtask);
}

/// <summary>Since when a subtask stands where it stands.</summary>
internal sealed class SubtaskStand(SubtaskReport first, bool isRestored, DateTimeOffset now)
{
    private string? _holder = first.Time!.Source?.Holder?.Id;
    private long _heldAt = first.Time!.Source?.Holder?.Watermark ?? Watermarks.Min;

    /// <summary>Its last report.</summary>
    public SubtaskReport Report { get; private set; } = first;

    /// <summary>Since when it has its watermark.</summary>
    public DateTimeOffset Since { get; private set; } = now;

    /// <summary>Since when the same split of its source holds it back and has its watermark.</summary>
    public DateTimeOffset HeldSince { get; private set; } = now;

    /// <summary>Its operators, in the order of the report.</summary>
    public IReadOnlyList<OperatorStand> Operators { get; } = [.. first.Operators.Select((op, i) => new OperatorStand(op, first.Time!.Awaited[i].EventTime, isRestored, now))];

    public void Take(SubtaskReport report, DateTimeOffset now)
    {
        Since = report.Watermark == Report.Watermark ? Since : now;
        var holder = report.Time!.Source?.Holder;
        if (holder?.Id != _holder || (holder?.Watermark ?? Watermarks.Min) != _heldAt)
        {
            (_holder, _heldAt, HeldSince) = (holder?.Id, holder?.Watermark ?? Watermarks.Min, now);
        }

        for (var i = 0; i < Operators.Count; i++)
        {
            Operators[i].Take(report.Operators[i], report.Time.Awaited[i].EventTime, now);
        }

        Report = report;
    }
}

/// <summary>When an operator of a subtask took and emitted something last.</summary>
internal sealed class OperatorStand(OperatorCount first, long due, bool isRestored, DateTimeOffset now)
{
    private OperatorCount _last = first;

    // As it was when something came out last.
    private OperatorCount _before = first;

    /// <summary>When a record came last; <see langword="null"/> where none is known to have come in this attempt.</summary>
    /// <remarks>Counters go on from the checkpoint, so behind a restart the first report says nothing of this attempt.</remarks>
    public DateTimeOffset? LastIn { get; private set; } = first.In > 0 && !isRestored ? now : null;

    /// <summary>When something came out last; <see langword="null"/> where nothing has in this attempt.</summary>
    public DateTimeOffset? LastOut { get; private set; }

    /// <summary>Since when nothing has come out.</summary>
    public DateTimeOffset SilentSince { get; private set; } = now;

    /// <summary>What was due next when something came out last.</summary>
    public long FirstDue { get; private set; } = due;

    /// <summary>Records taken since something came out last.</summary>
    public long InSince => _last.In - _before.In;

    /// <summary>Those of them that were late.</summary>
    public long LateSince => _last.Late - _before.Late;

    public void Take(OperatorCount count, long due, DateTimeOffset now)
    {
        LastIn = count.In > _last.In ? now : LastIn;
        if (count.Out > _last.Out)
        {
            (LastOut, SilentSince, _before, FirstDue) = (now, now, count, due);
        }
        else if (FirstDue == long.MaxValue)
        {
            FirstDue = due;
        }

        _last = count;
    }
}
