using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Functions;

/// <summary>A timer with a name.</summary>
/// <param name="Name">The name, one for each key; <see langword="null"/> for a timer without one that is due at the same time.</param>
/// <param name="Timestamp">When it is due, in milliseconds.</param>
/// <param name="IsEventTime">Which clock it follows.</param>
internal readonly record struct NamedTimer(string? Name, long Timestamp, bool IsEventTime);

/// <summary>The timers of the key at hand that have names: which name is due when.</summary>
/// <remarks>
/// <para>
/// The queues know a timer by its key and time, whatever its name, so that timers without names cost what they did. What is due at a
/// time is looked up here, by key: names, and that a timer without one is due then as well.
/// </para>
/// <para>A key without names has no entry. What is kept is replaced with each change, so a call that throws is taken back as any value is.</para>
/// </remarks>
/// <param name="timers">Keeps those of each key, in the order in which they were set.</param>
internal sealed class NamedTimers(ValueState<NamedTimer[]> timers)
{
    private NamedTimer[] All => timers.Value ?? [];

    /// <summary>When a name is due, if it is set.</summary>
    public NamedTimer? Find(string name)
    {
        foreach (var timer in All)
        {
            if (timer.Name == name)
            {
                return timer;
            }
        }

        return null;
    }

    /// <summary>Whether anything is known to be due at a time.</summary>
    public bool HasAt(long timestamp, bool isEventTime) => Array.Exists(All, timer => IsAt(timer, timestamp, isEventTime));

    /// <summary>Whether it is known that a timer without a name is due at a time.</summary>
    public bool HasUnnamedAt(long timestamp, bool isEventTime) => Array.Exists(All, timer => timer.Name is null && IsAt(timer, timestamp, isEventTime));

    /// <summary>The names that are due at a time, in the order in which they were set.</summary>
    public string[] NamesAt(long timestamp, bool isEventTime) =>
        [.. All.Where(timer => timer.Name is not null && IsAt(timer, timestamp, isEventTime)).Select(timer => timer.Name!)];

    public void Add(NamedTimer timer) => timers.Value = [.. All, timer];

    public void Remove(NamedTimer timer)
    {
        NamedTimer[] left = [.. All.Where(other => other != timer)];
        // What says that a timer has no name says nothing where none has.
        if (!Array.Exists(left, other => other.Name is not null && IsAt(other, timer.Timestamp, timer.IsEventTime)))
        {
            left = [.. left.Where(other => !IsAt(other, timer.Timestamp, timer.IsEventTime))];
        }

        if (left.Length == 0)
        {
            timers.Clear();
        }
        else
        {
            timers.Value = left;
        }
    }

    /// <summary>Removes whatever is known to be due at a time.</summary>
    public void RemoveAt(long timestamp, bool isEventTime)
    {
        NamedTimer[] left = [.. All.Where(timer => !IsAt(timer, timestamp, isEventTime))];
        if (left.Length == 0)
        {
            timers.Clear();
        }
        else
        {
            timers.Value = left;
        }
    }

    private static bool IsAt(NamedTimer timer, long timestamp, bool isEventTime) => timer.Timestamp == timestamp && timer.IsEventTime == isEventTime;
}
