using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State.Evolution;

namespace AkkaStreamProc.Operators.State.Serialization;

/// <summary>A form of the user's own: null or not, the number of bytes, and the bytes.</summary>
internal sealed class CustomStateSerializer<T> : StateSerializer<T>
{
    private readonly IStateSerializer<T> _serializer;
    private Reading _read;

    public CustomStateSerializer(IStateSerializer<T> serializer)
    {
        _serializer = serializer;
        _read = serializer.Read;
        if (serializer.Name is not { Length: > 0 } name || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_'))
        {
            throw new StreamProcessingException(
                $"'{serializer.Name}' cannot name a state serializer: use ASCII letters, digits, '.', '-' and '_'.");
        }
    }

    private delegate T Reading(ReadOnlySpan<byte> bytes);

    /// <summary>One that is used by itself, for a single state.</summary>
    public static CustomStateSerializer<T> Of(IStateSerializer<T> serializer)
    {
        var custom = new CustomStateSerializer<T>(serializer);
        custom.Complete();
        return custom;
    }

    public override string TypeName => StateSchema.NameOf(typeof(T));

    public override string Definition => $"{WrittenDefinition.Custom}{_serializer.Name}/{_serializer.Version}";

    public override StateSerializer? From(WrittenType written, StateEvolution evolution)
    {
        if (!evolution.IsNameOf(typeof(T), written)
            || evolution.DefinitionOf(written)?.Form is not var (name, version)
            || name != _serializer.Name
            || _serializer is not IVersionedStateSerializer<T> versioned
            || version < versioned.OldestVersion
            || version > _serializer.Version)
        {
            return null;
        }

        if (version < _serializer.Version)
        {
            evolution.Note($"{TypeName} was written by version {version} of {name}");
        }

        evolution.NoteName(typeof(T), written);
        return new CustomStateSerializer<T>(_serializer) { _read = bytes => versioned.Read(bytes, version) };
    }

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

    public override T ReadPart(SnapshotReader reader) => reader.ReadByte() == 0 ? default! : _read(reader.ReadBytes().Span);
}
