using AkkaStreamProc.Operators.Execution;

namespace AkkaStreamProc.Actors.Memory;

/// <summary>Knows who holds the memory of the process, says when it becomes short, and ends the process when there is none left.</summary>
/// <remarks>
/// A process without memory keeps no promise: whatever runs next may be what fails, the actors of Akka.NET included. So it
/// ends at once, and whoever started it starts it again; the jobs continue from their last checkpoints. An allocation
/// that is larger than all there could ever be is different: it fails the attempt like any other error.
/// </remarks>
/// <param name="probe">Looks at the memory.</param>
/// <param name="time">The clock.</param>
/// <param name="end">Ends the process with a message, or <see langword="null"/> where the application does not want that.</param>
internal sealed class MemoryGuard(IMemoryProbe probe, TimeProvider time, Action<string>? end)
{
    private const double ShortFrom = 0.85;
    private const double ShortUntil = 0.80;
    private const int Named = 5;

    private byte[]? _reserve = end is null ? null : new byte[1024 * 1024];
    private readonly RecentHolders _recent = new(time);
    private bool _isShort;

    public MemoryLedger Ledger { get; } = new();

    /// <summary>Looks at the memory, and tells the engine where it is short.</summary>
    /// <returns>What to warn of, where it has just become short.</returns>
    public string? Look()
    {
        var reading = probe.Read();
        var wasShort = _isShort;
        _isShort = reading.Load >= (wasShort ? ShortUntil : ShortFrom);
        MemoryShortage.IsThere = _isShort;
        if (_isShort)
        {
            _recent.Remember(Ledger.Largest());
        }

        return _isShort && !wasShort ? $"The memory of the process becomes short: {Describe(reading)}" : null;
    }

    /// <summary>Ends the process where an error says that it has run out of memory. Any thread.</summary>
    /// <param name="cause">The error.</param>
    /// <param name="measure">Puts into the ledger what whoever failed holds by now, or <see langword="null"/> where nobody knows more.</param>
    public void Consider(Exception? cause, Action? measure = null)
    {
        if (end is null || !SpeaksOfMemory(cause))
        {
            return;
        }

        _reserve = null;
        Remember(measure);
        if (!IsOutOfMemory(cause))
        {
            return;
        }

        var reading = probe.Read();
        if (reading.IsExhausted)
        {
            end(TextOf(reading));
        }
    }

    /// <summary>Nobody looks any more, so nothing is known.</summary>
    public void Leave() => MemoryShortage.IsThere = false;

    private string TextOf(MemoryReading reading)
    {
        try
        {
            return $"The process is out of memory and ends: {Describe(reading)}";
        }
        catch (OutOfMemoryException)
        {
            return "The process is out of memory and ends.";
        }
    }

    private void Remember(Action? measure)
    {
        try
        {
            measure?.Invoke();
            _recent.Remember(Ledger.Largest());
        }
        catch (Exception)
        {
            // An operator that failed half open may not know what it holds, and there may be no memory left for asking.
        }
    }

    private static bool SpeaksOfMemory(Exception? cause) => cause switch
    {
        null => false,
        OutOfMemoryException => true,
        AggregateException many => many.InnerExceptions.Any(SpeaksOfMemory),
        _ => SpeaksOfMemory(cause.InnerException),
    };

    private static bool IsOutOfMemory(Exception? cause) => cause switch
    {
        null => false,
        OutOfMemoryException => true,
        // It has a message of its own about what could not be held.
        StreamProcessingException => false,
        AggregateException many => many.InnerExceptions.Any(IsOutOfMemory),
        _ => IsOutOfMemory(cause.InnerException),
    };

    private string Describe(MemoryReading reading)
    {
        var largest = _recent.With(Ledger.Largest()).Take(Named).ToList();
        var limit = reading.ResidentLimit is { } resident ? $"; {ByteText.Of(reading.Resident)} resident of {ByteText.Of(resident)}" : "";
        return $"{ByteText.Of(reading.Committed)} of managed memory of {ByteText.Of(reading.HeapLimit)} ({ByteText.Of(reading.Live)} in use when last collected){limit}. "
            + (largest.Count > 0 ? $"The most is held by {string.Join("; ", largest)}. " : "No job holds any. ")
            + "Give the process more memory, or the job less state (shorter windows, fewer keys, a higher parallelism over more nodes).";
    }
}
