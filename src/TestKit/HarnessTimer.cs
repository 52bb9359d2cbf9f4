namespace AkkaStreamProc.TestKit;

/// <summary>A timer that an operator in a harness has registered and that has not fired.</summary>
/// <param name="Clock">The clock that it follows.</param>
/// <param name="At">When it fires.</param>
/// <param name="Name">Its name; <see langword="null"/> for one without.</param>
public readonly record struct HarnessTimer(TimeDomain Clock, DateTimeOffset At, string? Name = null);
