using System.Globalization;
using System.Runtime.CompilerServices;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State.Evolution;

namespace AkkaStreamProc.Operators.State.Serialization;

/// <summary>An enumeration: its number, in as many bytes as its underlying type has; the schema keeps the names of the numbers.</summary>
internal sealed class EnumStateSerializer<T> : StateSerializer<T>
    where T : struct, Enum
{
    public override string TypeName => StateSchema.NameOf(typeof(T));

    public override string Definition => StateSchema.Choice(StateSchema.NameOf(Enum.GetUnderlyingType(typeof(T))), Enum.GetNames<T>()
        .Select(name => (Name: name, Number: NumberOf(name)))
        .OrderBy(m => m.Number).ThenBy(m => m.Name, StringComparer.Ordinal)
        .Select(m => Text(m.Name, m.Number)));

    public override StateSerializer? From(WrittenType written, StateEvolution evolution)
    {
        if (!evolution.IsNameOf(typeof(T), written)
            || evolution.DefinitionOf(written)?.Choice is not var (kind, choices)
            || kind != StateSchema.NameOf(Enum.GetUnderlyingType(typeof(T))))
        {
            return null;
        }

        var former = StateNames.FormerOfEnum(typeof(T)).ToLookup(member => Text(member.Former, NumberOf(member.Name)), member => member.Name);
        var present = Enum.GetNames<T>().Select(name => Text(name, NumberOf(name))).ToHashSet();
        if (choices.FirstOrDefault(choice => !present.Contains(choice) && !former.Contains(choice)) is { } gone)
        {
            throw evolution.Refusal($"was written as {written} with {gone}, which {TypeName} does not have");
        }

        foreach (var choice in choices.Where(choice => !present.Contains(choice)))
        {
            evolution.Note($"{TypeName}.{former[choice].First()} was called {choice.Split('=')[0]}");
        }

        evolution.NoteName(typeof(T), written);
        return this;
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

    private static decimal NumberOf(string name) => Convert.ToDecimal(Enum.Parse<T>(name), CultureInfo.InvariantCulture);

    private static string Text(string name, decimal number) => string.Create(CultureInfo.InvariantCulture, $"{name}={number}");
}
