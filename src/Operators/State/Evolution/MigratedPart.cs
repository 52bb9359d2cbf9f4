using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.Operators.State.Evolution;

/// <summary>Reads values of the type that state had, and gives those that a migration makes of them: of one object one.</summary>
internal sealed class MigratedPart<TOld, TNew>(StateSerializer<TOld> old, StateMigration<TOld, TNew> migration) : ReadingSerializer<TNew>
{
    /// <summary>As what was written: of values that are no objects of their own, two that are the same object here are two.</summary>
    public override bool IsTracked => old.IsTracked;

    public override TNew ReadPart(SnapshotReader reader)
    {
        var value = old.ReadPart(reader);
        if (value is null)
        {
            return default!;
        }

        if (typeof(TOld).IsValueType || typeof(TNew).IsValueType || !old.IsTracked)
        {
            return migration.Of(value);
        }

        var made = reader.References.MadeOf(value, migration);
        return made.Value is { } before ? (TNew)before : (TNew)(made.Value = migration.Of(value)!);
    }
}
