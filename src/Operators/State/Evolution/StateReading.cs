namespace AkkaStreamProc.Operators.State.Evolution;

/// <summary>How values are read that were written by a schema.</summary>
/// <param name="Serializer">Reads them.</param>
/// <param name="Changes">What is other than it was, in words; none where nothing is.</param>
/// <param name="IsMigrated">Whether a migration of the user's has a part in it.</param>
internal sealed record StateReading<T>(StateSerializer<T> Serializer, IReadOnlyList<string> Changes, bool IsMigrated);
