using System.Globalization;

namespace AkkaStreamProc.Actors.Subtasks;

/// <summary>Which subtask an entity is, in which attempt, and which checkpoint it begins with.</summary>
/// <remarks>
/// The entity id says all of it, so the actor knows at construction what to recover, and a zombie of an older
/// attempt is another entity. The persistence id leaves attempt and checkpoint out: all attempts share the snapshots.
/// </remarks>
internal sealed record SubtaskAddress(string Job, string Vertex, int Index, int Attempt, long CheckpointId)
{
    private const char Separator = '~';

    public string EntityId => string.Create(
        CultureInfo.InvariantCulture, $"{Job}{Separator}{Vertex}{Separator}{Index}{Separator}{Attempt}{Separator}{CheckpointId}");

    public string PersistenceId => PersistenceIdOf(Job, Vertex, Index);

    /// <summary>Subtasks of the same number land together whatever their vertex, so that forward edges stay local.</summary>
    public string ShardId => string.Create(CultureInfo.InvariantCulture, $"{Job}{Separator}{Index}");

    public static string PersistenceIdOf(string job, string vertex, int index) =>
        string.Create(CultureInfo.InvariantCulture, $"{job}{Separator}{vertex}{Separator}{index}");

    public static SubtaskAddress Parse(string entityId)
    {
        var parts = entityId.Split(Separator);
        if (parts.Length != 5
            || !int.TryParse(parts[2], CultureInfo.InvariantCulture, out var index)
            || !int.TryParse(parts[3], CultureInfo.InvariantCulture, out var attempt)
            || !long.TryParse(parts[4], CultureInfo.InvariantCulture, out var checkpointId))
        {
            throw new StreamProcessingException($"'{entityId}' is not the address of a subtask: job~vertex~index~attempt~checkpoint is expected.");
        }

        return new SubtaskAddress(parts[0], parts[1], index, attempt, checkpointId);
    }
}
