using System.Runtime.CompilerServices;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State.Serialization;

namespace AkkaStreamProc.Operators.Batches.Codecs;

/// <summary>Objects of one class: which of them are there, where not all are, and the members of those.</summary>
/// <remarks>No constructor runs where they are read, as for state.</remarks>
internal sealed class ObjectColumn<T>(IObjectMembers<T> type) : ColumnCodec<T>
{
    private const byte AllPresent = 0;
    private const byte SomePresent = 1;

    private readonly StructColumn<T> _members = new(type.Members);

    public override void Write(SnapshotWriter writer, ReadOnlySpan<T> values)
    {
        var absent = 0;
        foreach (var value in values)
        {
            if (value is null)
            {
                absent++;
            }
            else
            {
                type.VerifyType(value);
            }
        }

        if (absent == 0)
        {
            writer.WriteByte(AllPresent);
            _members.Write(writer, values);
            return;
        }

        writer.WriteByte(SomePresent);
        var present = new T[values.Length - absent];
        var next = 0;
        foreach (var value in values)
        {
            writer.WriteByte(value is null ? (byte)0 : (byte)1);
            if (value is not null)
            {
                present[next++] = value;
            }
        }

        _members.Write(writer, present);
    }

    public override void Read(SnapshotReader reader, Span<T> values)
    {
        if (reader.ReadByte() == AllPresent)
        {
            ReadPresent(reader, values);
            return;
        }

        var flags = reader.Take(values.Length);
        var present = new T[values.Length - flags.Count((byte)0)];
        ReadPresent(reader, present);
        var next = 0;
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = flags[i] == 0 ? default! : present[next++];
        }
    }

    private void ReadPresent(SnapshotReader reader, Span<T> values)
    {
        foreach (ref var value in values)
        {
            value = (T)RuntimeHelpers.GetUninitializedObject(typeof(T));
        }

        _members.Read(reader, values);
    }
}
