namespace AkkaStreamProc.Operators.Queries;

/// <summary>An answer that was read, and only has to be put together.</summary>
/// <param name="Complete">Puts it together, for the moment it is of. Any thread, once.</param>
/// <param name="IsCheap">Whether that is next to nothing; otherwise objects are read from bytes.</param>
internal readonly record struct PreparedAnswer(Func<StateMoment, object> Complete, bool IsCheap);
