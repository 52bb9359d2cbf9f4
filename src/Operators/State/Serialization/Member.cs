using System.Reflection;
using System.Reflection.Emit;
using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.Operators.State.Serialization;

/// <summary>One field of a type.</summary>
internal abstract class Member<TOwner>(string name)
{
    public string Name => name;

    public abstract FieldInfo Field { get; }

    public abstract StateSerializer Serializer { get; }

    public abstract void Write(SnapshotWriter writer, ref TOwner owner);

    public abstract void Read(SnapshotReader reader, ref TOwner owner);

    public abstract void Check(ref TOwner owner, int depth);

    /// <summary>The same member, read by another serializer of its type.</summary>
    public abstract Member<TOwner> Reading(StateSerializer serializer);

    /// <summary>The value of the member, boxed.</summary>
    public abstract object? Get(ref TOwner owner);

    public bool IsNull(TOwner owner) => Get(ref owner) is null;

    /// <summary>Copies the member from one owner to another.</summary>
    public abstract void Copy(ref TOwner from, ref TOwner to);

    /// <summary>The members of a type, in the order in which they are written: that of their names.</summary>
    /// <remarks>The order of declaration would depend on how files are arranged.</remarks>
    public static Member<TOwner>[] AllOf(StateSerializerBuilder builder) =>
        [.. StateTypes.KeptFieldsOf(typeof(TOwner)).Select(field => Of(field, builder)).OrderBy(m => m.Name, StringComparer.Ordinal)];

    private static Member<TOwner> Of(FieldInfo field, StateSerializerBuilder builder)
    {
        // A field that hides one of a base type has the same name, so it is told apart by the type it stands in.
        var name = StateTypes.MemberName(field);
        var isHidden = StateTypes.KeptFieldsOf(typeof(TOwner)).Any(f => f != field && StateTypes.MemberName(f) == name);
        var part = builder.Member(field, name);
        return (Member<TOwner>)Activator.CreateInstance(
            typeof(Member<,>).MakeGenericType(typeof(TOwner), field.FieldType), field, part, isHidden ? $"{field.DeclaringType!.Name}.{name}" : name)!;
    }
}

/// <summary>One field of a type, read and written without boxing.</summary>
internal sealed class Member<TOwner, TField> : Member<TOwner>
{
    private readonly Reference _field;
    private readonly StateSerializer<TField> _serializer;

    public Member(FieldInfo field, StateSerializer<TField> serializer, string name)
        : this(field, ReferenceTo(field), serializer, name)
    {
    }

    private Member(FieldInfo field, Reference reference, StateSerializer<TField> serializer, string name)
        : base(name) => (Field, _field, _serializer) = (field, reference, serializer);

    private delegate ref TField Reference(ref TOwner owner);

    public override FieldInfo Field { get; }

    public override StateSerializer Serializer => _serializer;

    /// <summary>The field in an owner.</summary>
    public ref TField In(ref TOwner owner) => ref _field(ref owner);

    public override void Write(SnapshotWriter writer, ref TOwner owner) => _serializer.WritePart(writer, _field(ref owner));

    public override void Read(SnapshotReader reader, ref TOwner owner) => _field(ref owner) = _serializer.ReadPart(reader);

    public override void Check(ref TOwner owner, int depth) => _serializer.Check(_field(ref owner), depth);

    public override Member<TOwner> Reading(StateSerializer serializer) => new Member<TOwner, TField>(Field, _field, (StateSerializer<TField>)serializer, Name);

    public override object? Get(ref TOwner owner) => _field(ref owner);

    public override void Copy(ref TOwner from, ref TOwner to) => _field(ref to) = _field(ref from);

    // Expressions cannot assign a read-only field, and constructors may do anything; the field itself is what counts.
    private static Reference ReferenceTo(FieldInfo field)
    {
        var method = new DynamicMethod(
            $"ref {field.Name}", typeof(TField).MakeByRefType(), [typeof(TOwner).MakeByRefType()], typeof(Reference).Module, skipVisibility: true);
        var code = method.GetILGenerator();
        code.Emit(OpCodes.Ldarg_0);
        if (!typeof(TOwner).IsValueType)
        {
            code.Emit(OpCodes.Ldind_Ref);
        }

        code.Emit(OpCodes.Ldflda, field);
        code.Emit(OpCodes.Ret);
        return method.CreateDelegate<Reference>();
    }
}
