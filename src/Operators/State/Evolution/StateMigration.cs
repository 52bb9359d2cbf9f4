using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.Operators.State.Evolution;

/// <summary>How values of a type that state had are made into values of one that it now has.</summary>
/// <param name="old">The type that state had, as code still has it.</param>
/// <param name="new">The type it has now.</param>
internal abstract class StateMigration(Type old, Type @new)
{
    public Type Old => old;

    public Type New => @new;

    /// <summary>Reads values of the old type, and gives those of the new one.</summary>
    /// <param name="serializer">Reads values of the old type.</param>
    public abstract StateSerializer Reader(StateSerializer serializer);
}

/// <inheritdoc/>
/// <param name="migrate">From a value that is not <see langword="null"/>.</param>
internal sealed class StateMigration<TOld, TNew>(Func<TOld, TNew> migrate) : StateMigration(typeof(TOld), typeof(TNew))
{
    public TNew Of(TOld value)
    {
        try
        {
            return migrate(value);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new SnapshotException($"The migration of state from {typeof(TOld)} to {typeof(TNew)} failed for the value '{value}': {e.Message}", e);
        }
    }

    public override StateSerializer Reader(StateSerializer serializer) => new MigratedPart<TOld, TNew>((StateSerializer<TOld>)serializer, this);
}
