namespace AkkaStreamProc.Operators.Lookups;

/// <summary>What an outside table has for a key; <see langword="default"/> where it has nothing.</summary>
/// <param name="IsFound">Whether there is a row.</param>
/// <param name="Row">The row, if there is one.</param>
internal readonly record struct FoundRow<TRow>(bool IsFound, TRow? Row);
