using System.Globalization;
using System.Runtime.CompilerServices;
using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.Operators.State.Serialization;

/// <summary>An enumeration: its number, in as many bytes as its underlying type has; the schema keeps the names of the numbers.</summary>
internal sealed class EnumStateSerializer<T> : StateSerializer<T>
    where T : struct, Enum
{
    public override string TypeName => StateSchema.NameOf(typeof(T));

    public override string Definition
    {
        get
        {
            var members = Enum.GetNames<T>()
                .Select(name => (Name: name, Number: Convert.ToDecimal(Enum.Parse<T>(name), CultureInfo.InvariantCulture)))
                .OrderBy(m => m.Number).ThenBy(m => m.Name, StringComparer.Ordinal)
                .Select(m => string.Create(CultureInfo.InvariantCulture, $"{m.Name}={m.Number}"));
            return StateSchema.Choice(StateSchema.NameOf(Enum.GetUnderlyingType(typeof(T))), members);
        }
    }

    public override void WritePart(SnapshotWriter writer, in T value)
    {
        switch (Unsafe.SizeOf<T>())
        {
            case 1: writer.WriteByte(Unsafe.BitCast<T, byte>(value)); break;
            case 2: writer.WriteInt16(Unsafe.BitCast<T, short>(value)); break;
            case 4: writer.WriteInt32(Unsafe.BitCast<T, int>(value)); break;
            default: writer.WriteInt64(Unsafe.BitCast<T, long>(value)); break;
        }
    }

    public override T ReadPart(SnapshotReader reader) => Unsafe.SizeOf<T>() switch
    {
        1 => Unsafe.BitCast<byte, T>(reader.ReadByte()),
        2 => Unsafe.BitCast<short, T>(reader.ReadInt16()),
        4 => Unsafe.BitCast<int, T>(reader.ReadInt32()),
        _ => Unsafe.BitCast<long, T>(reader.ReadInt64()),
    };
}
