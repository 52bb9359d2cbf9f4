using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State.Evolution;

namespace AkkaStreamProc.Operators.State.Serialization;

/// <summary>A value that may be missing: a byte that says so, and the value.</summary>
internal sealed class NullableStateSerializer<T> : StateSerializer<T?>
    where T : struct
{
    private StateSerializer<T> _value = null!;

    public override string TypeName => _value.TypeName + "?";

    public override IReadOnlyList<StateSerializer> Parts => [_value];

    public override void Bind(StateSerializerBuilder builder) => _value = builder.Part<T>("Value");

    public override StateSerializer? From(WrittenType written, StateEvolution evolution)
    {
        if (written.Underlying is { } underlying)
        {
            return new NullableStateSerializer<T> { _value = evolution.Part(_value, underlying, "") };
        }

        if (evolution.Permitted < Permitted.Distinct)
        {
            return null;
        }

        var present = evolution.Part(_value, written, "");
        evolution.NoteType(written);
        return new PresentPart<T>(present);
    }

    public override void WritePart(SnapshotWriter writer, in T? value)
    {
        writer.WriteByte(value.HasValue ? (byte)1 : (byte)0);
        if (value.HasValue)
        {
            _value.WritePart(writer, value.GetValueOrDefault());
        }
    }

    public override T? ReadPart(SnapshotReader reader) => reader.ReadByte() == 0 ? null : _value.ReadPart(reader);

    public override void Check(in T? value, int depth = 0)
    {
        if (value.HasValue)
        {
            _value.Check(value.GetValueOrDefault(), depth);
        }
    }
}
