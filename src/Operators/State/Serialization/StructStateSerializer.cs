using System.Runtime.CompilerServices;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State.Evolution;

namespace AkkaStreamProc.Operators.State.Serialization;

/// <summary>What classes and structs have in common.</summary>
internal static class StructStateSerializer
{
    /// <summary>How deep a value is looked into when it is set; the rest is seen when it is written.</summary>
    public const int MaxCheckDepth = 4;

    public static void Check<TOwner>(Member<TOwner>[] members, ref TOwner owner, int depth)
    {
        var i = 0;
        try
        {
            for (; i < members.Length; i++)
            {
                members[i].Check(ref owner, depth);
            }
        }
        catch (StateValueException refusal)
        {
            throw refusal.In(members[i].Name);
        }
    }
}

/// <summary>A struct, as its fields.</summary>
internal sealed class StructStateSerializer<T> : StateSerializer<T>, IStructMembers<T>
    where T : struct
{
    private Member<T>[] _members = [];

    public IReadOnlyList<Member<T>> Members => _members;

    public override string TypeName => StateSchema.NameOf(typeof(T));

    public override string? Definition => StateTypes.IsFramework(typeof(T)) ? null : WrittenDefinition.Struct + StateSchema.Fields(_members.Select(m => (m.Name, m.Serializer)));

    public override IReadOnlyList<StateSerializer> Parts => [.. _members.Select(m => m.Serializer)];

    public override void Bind(StateSerializerBuilder builder) => _members = Member<T>.AllOf(builder);

    public override StateSerializer? From(WrittenType written, StateEvolution evolution) => EvolvedStruct<T>.Of(_members, written, evolution);

    public override void WritePart(SnapshotWriter writer, in T value)
    {
        ref var owner = ref Unsafe.AsRef(in value);
        var i = 0;
        try
        {
            for (; i < _members.Length; i++)
            {
                _members[i].Write(writer, ref owner);
            }
        }
        catch (StateValueException refusal)
        {
            throw refusal.In(_members[i].Name);
        }
    }

    public override T ReadPart(SnapshotReader reader)
    {
        var value = default(T);
        foreach (var member in _members)
        {
            member.Read(reader, ref value);
        }

        return value;
    }

    public override void Check(in T value, int depth = 0)
    {
        if (depth < StructStateSerializer.MaxCheckDepth)
        {
            StructStateSerializer.Check(_members, ref Unsafe.AsRef(in value), depth + 1);
        }
    }
}
