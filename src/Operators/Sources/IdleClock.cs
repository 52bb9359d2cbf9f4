using AkkaStreamProc.Operators.Execution;

namespace AkkaStreamProc.Operators.Sources;

/// <summary>The clock by which the splits of a source become idle.</summary>
/// <remarks>
/// It runs only while the source asks for records: a subtask that waits for credit or for its first checkpoint does not read, and
/// that says nothing about its splits.
/// </remarks>
internal sealed class IdleClock(OperatorContext context)
{
    /// <summary>What passes at the most between two steps of a source that has something to do.</summary>
    private const int MaxGapMs = 100;

    private long _ticked;

    /// <summary>Milliseconds, as they were at the last tick.</summary>
    public long Now { get; private set; }

    /// <summary>Begins; what was before does not count.</summary>
    public void Start() => _ticked = context.Clock.ElapsedMs;

    /// <summary>Goes on.</summary>
    /// <param name="isAsking">Whether the source has asked for records since the last tick and had none.</param>
    public void Tick(bool isAsking)
    {
        Now = At(isAsking);
        _ticked = context.Clock.ElapsedMs;
    }

    /// <summary>What it would say if it went on.</summary>
    /// <inheritdoc cref="Tick" path="/param"/>
    public long At(bool isAsking)
    {
        var elapsed = context.Clock.ElapsedMs - _ticked;
        return Now + (isAsking ? elapsed : Math.Min(elapsed, MaxGapMs));
    }
}
