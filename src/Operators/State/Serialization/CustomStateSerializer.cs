using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.Operators.State.Serialization;

/// <summary>A form of the user's own: null or not, the number of bytes, and the bytes.</summary>
internal sealed class CustomStateSerializer<T> : StateSerializer<T>
{
    private readonly IStateSerializer<T> _serializer;

    public CustomStateSerializer(IStateSerializer<T> serializer)
    {
        _serializer = serializer;
        if (serializer.Name is not { Length: > 0 } name || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_'))
        {
            throw new StreamProcessingException(
                $"'{serializer.Name}' cannot name a state serializer: use ASCII letters, digits, '.', '-' and '_'.");
        }
    }

    /// <summary>One that is used by itself, for a single state.</summary>
    public static CustomStateSerializer<T> Of(IStateSerializer<T> serializer)
    {
        var custom = new CustomStateSerializer<T>(serializer);
        custom.Complete();
        return custom;
    }

    public override string TypeName => StateSchema.NameOf(typeof(T));

    public override string Definition => $"by {_serializer.Name}/{_serializer.Version}";

    public override void WritePart(SnapshotWriter writer, in T value)
    {
        if (value is null)
        {
            writer.WriteByte(0);
            return;
        }

        writer.WriteByte(1);
        var bytes = new SnapshotWriter(64);
        _serializer.Write(bytes.Buffer, value);
        writer.WriteBytes(bytes.Written.Span);
    }

    public override T ReadPart(SnapshotReader reader) => reader.ReadByte() == 0 ? default! : _serializer.Read(reader.ReadBytes().Span);
}
