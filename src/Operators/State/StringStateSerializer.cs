using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.Operators.State;

/// <summary>Strings as UTF-8 with their length before them; <see langword="null"/> as a length of its own.</summary>
internal sealed class StringStateSerializer : StateSerializer<string?>
{
    public override void Write(SnapshotWriter writer, in string? value)
    {
        writer.WriteByte(value is null ? (byte)0 : (byte)1);
        if (value is not null)
        {
            writer.WriteString(value);
        }
    }

    public override string? Read(SnapshotReader reader) => reader.ReadByte() == 0 ? null : reader.ReadString();
}
