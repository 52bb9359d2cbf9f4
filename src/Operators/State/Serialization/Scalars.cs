using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.Operators.State.Serialization;

/// <summary>The forms of numbers, dates and other single values; <c>docs/state-types.md</c> writes them down, a committed file pins them.</summary>
internal static class Scalars
{
    private static readonly Dictionary<Type, StateSerializer> Known = new StateSerializer[]
    {
        Of("bool", (w, v) => w.WriteByte(v ? (byte)1 : (byte)0), r => r.ReadByte() != 0),
        Of("byte", (w, v) => w.WriteByte(v), r => r.ReadByte()),
        Of("sbyte", (w, v) => w.WriteByte((byte)v), r => (sbyte)r.ReadByte()),
        Of("short", (w, v) => w.WriteInt16(v), r => r.ReadInt16()),
        Of("ushort", (w, v) => w.WriteInt16((short)v), r => (ushort)r.ReadInt16()),
        Of("int", (w, v) => w.WriteInt32(v), r => r.ReadInt32()),
        Of("uint", (w, v) => w.WriteInt32((int)v), r => (uint)r.ReadInt32()),
        Of("long", (w, v) => w.WriteInt64(v), r => r.ReadInt64()),
        Of("ulong", (w, v) => w.WriteInt64((long)v), r => (ulong)r.ReadInt64()),
        Of("System.Int128", WriteInt128, r => ReadInt128(r)),
        Of("System.UInt128", (w, v) => WriteInt128(w, (Int128)v), r => (UInt128)ReadInt128(r)),
        Of("char", (w, v) => w.WriteInt16((short)v), r => (char)r.ReadInt16()),
        Of("System.Half", (w, v) => w.WriteInt16(BitConverter.HalfToInt16Bits(v)), r => BitConverter.Int16BitsToHalf(r.ReadInt16())),
        Of("float", (w, v) => w.WriteInt32(BitConverter.SingleToInt32Bits(v)), r => BitConverter.Int32BitsToSingle(r.ReadInt32())),
        Of("double", WriteDouble, ReadDouble),
        Of("decimal", WriteDecimal, ReadDecimal),
        Of("System.Numerics.BigInteger", (w, v) => w.WriteBytes(v.ToByteArray()), r => new BigInteger(r.ReadBytes().Span)),
        Of(
            "System.Numerics.Complex",
            (w, v) =>
            {
                WriteDouble(w, v.Real);
                WriteDouble(w, v.Imaginary);
            },
            r => new Complex(ReadDouble(r), ReadDouble(r))),
        Of("System.Guid", WriteGuid, r => new Guid(r.Take(16))),
        // All 64 bits: of a time that occurs twice when clocks are put back, two of them say which it is.
        Of("System.DateTime", (w, v) => w.WriteInt64(Unsafe.BitCast<DateTime, long>(v)), r => Unsafe.BitCast<long, DateTime>(r.ReadInt64())),
        Of(
            "System.DateTimeOffset",
            (w, v) =>
            {
                w.WriteInt64(v.Ticks);
                w.WriteInt16((short)v.TotalOffsetMinutes);
            },
            r => new DateTimeOffset(r.ReadInt64(), TimeSpan.FromMinutes(r.ReadInt16()))),
        Of("System.DateOnly", (w, v) => w.WriteInt32(v.DayNumber), r => DateOnly.FromDayNumber(r.ReadInt32())),
        Of("System.TimeOnly", (w, v) => w.WriteInt64(v.Ticks), r => new TimeOnly(r.ReadInt64())),
        Of("System.TimeSpan", (w, v) => w.WriteInt64(v.Ticks), r => new TimeSpan(r.ReadInt64())),
        Of("System.Text.Rune", (w, v) => w.WriteInt32(v.Value), r => new Rune(r.ReadInt32())),
        Of("System.Index", (w, v) => w.WriteInt32(Unsafe.BitCast<Index, int>(v)), r => Unsafe.BitCast<int, Index>(r.ReadInt32())),
        Of(
            "System.Range",
            (w, v) =>
            {
                w.WriteInt32(Unsafe.BitCast<Index, int>(v.Start));
                w.WriteInt32(Unsafe.BitCast<Index, int>(v.End));
            },
            r => new Range(Unsafe.BitCast<int, Index>(r.ReadInt32()), Unsafe.BitCast<int, Index>(r.ReadInt32()))),
        new StringStateSerializer(),
        Of<Version?>("System.Version", OrNull<Version>(WriteVersion), OrNull(ReadVersion)),
        Of<Uri?>("System.Uri", OrNull<Uri>(WriteUri), OrNull(ReadUri)),
        Of("System.Text.Json.JsonElement", WriteJson, ReadJson),
    }.ToDictionary(s => s.GetType().BaseType!.GetGenericArguments()[0]);

    private static readonly Dictionary<string, StateSerializer> ByName = Known.Values.ToDictionary(s => s.TypeName);

    /// <summary>The form that schemas call so.</summary>
    public static StateSerializer? Named(string name) => ByName.GetValueOrDefault(name);

    public static StateSerializer? Find(Type type) => Known.GetValueOrDefault(type);

    private static ScalarStateSerializer<T> Of<T>(string name, Action<SnapshotWriter, T> write, Func<SnapshotReader, T> read) => new(name, write, read);

    private static Action<SnapshotWriter, T?> OrNull<T>(Action<SnapshotWriter, T> write)
        where T : class => (writer, value) =>
        {
            writer.WriteByte(value is null ? (byte)0 : (byte)1);
            if (value is not null)
            {
                write(writer, value);
            }
        };

    private static Func<SnapshotReader, T?> OrNull<T>(Func<SnapshotReader, T> read)
        where T : class => reader => reader.ReadByte() == 0 ? null : read(reader);

    private static void WriteDouble(SnapshotWriter writer, double value) => writer.WriteInt64(BitConverter.DoubleToInt64Bits(value));

    private static double ReadDouble(SnapshotReader reader) => BitConverter.Int64BitsToDouble(reader.ReadInt64());

    private static void WriteInt128(SnapshotWriter writer, Int128 value)
    {
        writer.WriteInt64((long)(ulong)value);
        writer.WriteInt64((long)(value >> 64));
    }

    private static Int128 ReadInt128(SnapshotReader reader)
    {
        var low = reader.ReadUInt64();
        return new Int128(reader.ReadUInt64(), low);
    }

    private static void WriteDecimal(SnapshotWriter writer, decimal value)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        foreach (var part in parts)
        {
            writer.WriteInt32(part);
        }
    }

    private static decimal ReadDecimal(SnapshotReader reader) =>
        new([reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32()]);

    private static void WriteGuid(SnapshotWriter writer, Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes);
        writer.WriteRaw(bytes);
    }

    // The last two numbers may be absent.
    private static void WriteVersion(SnapshotWriter writer, Version value)
    {
        writer.WriteInt32(value.Major);
        writer.WriteInt32(value.Minor);
        writer.WriteInt32(value.Build);
        writer.WriteInt32(value.Revision);
    }

    private static Version ReadVersion(SnapshotReader reader) =>
        (reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32()) switch
        {
            var (major, minor, build, _) when build < 0 => new Version(major, minor),
            var (major, minor, build, revision) when revision < 0 => new Version(major, minor, build),
            var (major, minor, build, revision) => new Version(major, minor, build, revision),
        };

    private static void WriteUri(SnapshotWriter writer, Uri value)
    {
        // Some flags of its making cannot be asked for; the same text must make the same URI.
        if (Uri.TryCreate(value.OriginalString, KindOf(value), out var again) && again.ToString() == value.ToString() && again.Equals(value))
        {
            writer.WriteByte((byte)KindOf(value));
            StringStateSerializer.WriteText(writer, value.OriginalString);
            return;
        }

        throw new StateValueException($"the URI '{value}' was made with options that its text does not show. Keep its text");
    }

    private static Uri ReadUri(SnapshotReader reader)
    {
        var kind = (UriKind)reader.ReadByte();
        return new Uri(StringStateSerializer.ReadText(reader)!, kind);
    }

    private static UriKind KindOf(Uri value) => value.IsAbsoluteUri ? UriKind.Absolute : UriKind.Relative;

    private static void WriteJson(SnapshotWriter writer, JsonElement value)
    {
        try
        {
            StringStateSerializer.WriteText(writer, value.ValueKind == JsonValueKind.Undefined ? null : value.GetRawText());
        }
        catch (ObjectDisposedException)
        {
            throw new StateValueException("the JsonDocument that the JsonElement is a part of was disposed. Keep a clone of the element (JsonElement.Clone)");
        }
    }

    private static JsonElement ReadJson(SnapshotReader reader)
    {
        if (StringStateSerializer.ReadText(reader) is not { } text)
        {
            return default;
        }

        var options = new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = int.MaxValue };
        using var document = JsonDocument.Parse(text, options);
        return document.RootElement.Clone();
    }
}
