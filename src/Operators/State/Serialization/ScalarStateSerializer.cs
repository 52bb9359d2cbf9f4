using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State.Evolution;

namespace AkkaStreamProc.Operators.State.Serialization;

/// <summary>A type of the framework that is no composition of others, by two functions.</summary>
internal sealed class ScalarStateSerializer<T>(string name, Action<SnapshotWriter, T> write, Func<SnapshotReader, T> read) : StateSerializer<T>
{
    public override string TypeName => name;

    public override StateSerializer? From(WrittenType written, StateEvolution evolution)
    {
        if (evolution.Permitted < Permitted.Distinct || Widening.Find(written.Text, typeof(T)) is not { } wider)
        {
            return null;
        }

        evolution.NoteType(written);
        return wider;
    }

    public override void WritePart(SnapshotWriter writer, in T value) => write(writer, value);

    public override T ReadPart(SnapshotReader reader) => read(reader);
}
