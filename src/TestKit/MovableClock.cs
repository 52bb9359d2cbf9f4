using Microsoft.Extensions.Time.Testing;

namespace AkkaStreamProc.TestKit;

/// <summary>A clock for specs whose wall clock can be set, back too, while its stopwatch and its timers go on.</summary>
/// <remarks>What a machine does when somebody, or a time server, sets its clock.</remarks>
public sealed class MovableClock : FakeTimeProvider
{
    private TimeSpan _ahead;

    /// <summary>Starts at a moment.</summary>
    public MovableClock(DateTimeOffset start)
        : base(start)
    {
    }

    /// <summary>Sets the wall clock, and nothing else, by a difference; negative to set it back.</summary>
    public void SetWallClock(TimeSpan difference) => _ahead += difference;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _ahead;

    /// <inheritdoc/>
    public override long GetTimestamp() => base.GetUtcNow().UtcTicks;
}
