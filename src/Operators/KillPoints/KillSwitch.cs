using System.Diagnostics;
using System.Globalization;

namespace AkkaStreamProc.Operators.KillPoints;

/// <summary>Ends this process at a <see cref="KillPoint"/> as <c>kill -9</c> would: nothing is flushed, closed or told.</summary>
/// <remarks>
/// Switched on by <c>AKKASTREAMPROC_KILL_POINT=NAME[:N]</c>: the process dies when it passes the point for the Nth time,
/// the first unless given. Without the variable passing costs nothing: the compiler at run time sees a constant and drops the call.
/// </remarks>
public static class KillSwitch
{
    /// <summary>The name of the environment variable.</summary>
    public const string Variable = "AKKASTREAMPROC_KILL_POINT";

    private static readonly (KillPoint Point, int Passing)? Chosen = Parse(Environment.GetEnvironmentVariable(Variable));
    private static readonly bool IsOn = Chosen is not null;
    private static int _passings;

    /// <summary>Dies where this is the chosen point and passing.</summary>
    public static void Pass(KillPoint point)
    {
        if (IsOn)
        {
            Count(point);
        }
    }

    /// <summary>Whether the process may die at a point, so that a step around it is better made in small pieces.</summary>
    public static bool IsSetTo(KillPoint point) => IsOn && Chosen!.Value.Point == point;

    /// <summary>Understands the value of the variable.</summary>
    /// <exception cref="StreamProcessingException">It names no point: a process that should have died would look like one that survived.</exception>
    public static (KillPoint Point, int Passing)? Parse(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var name = colon < 0 ? text : text[..colon];
        var passing = 1;
        return Enum.GetNames<KillPoint>().Contains(name) && (colon < 0 || int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out passing)) && passing > 0
            ? (Enum.Parse<KillPoint>(name), passing)
            : throw new StreamProcessingException($"{Variable} must be NAME or NAME:PASSING with one of the names {string.Join(", ", Enum.GetNames<KillPoint>())}, but is '{text}'.");
    }

    private static void Count(KillPoint point)
    {
        if (IsSetTo(point) && Interlocked.Increment(ref _passings) == Chosen!.Value.Passing)
        {
            using var self = Process.GetCurrentProcess();
            self.Kill();
        }
    }
}
