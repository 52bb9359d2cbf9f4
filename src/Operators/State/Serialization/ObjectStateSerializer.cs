using System.Runtime.CompilerServices;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State.Evolution;

namespace AkkaStreamProc.Operators.State.Serialization;

/// <summary>A class, as its fields.</summary>
/// <remarks>A restore sets the fields themselves; no constructor runs.</remarks>
internal sealed class ObjectStateSerializer<T> : ReferenceStateSerializer<T>, IObjectMembers<T>
    where T : class
{
    private Member<T>[] _members = [];

    public IReadOnlyList<Member<T>> Members => _members;

    public override string? Definition => StateTypes.IsFramework(typeof(T)) ? null : (IsTracked ? WrittenDefinition.Mutable : WrittenDefinition.Immutable) + StateSchema.Fields(_members.Select(m => (m.Name, m.Serializer)));

    public override IReadOnlyList<StateSerializer> Parts => [.. _members.Select(m => m.Serializer)];

    public override void Bind(StateSerializerBuilder builder) => _members = Member<T>.AllOf(builder);

    public override StateSerializer? From(WrittenType written, StateEvolution evolution) => EvolvedObject<T>.Of(_members, written, evolution);

    protected override void WriteContent(SnapshotWriter writer, T value)
    {
        var i = 0;
        try
        {
            for (; i < _members.Length; i++)
            {
                _members[i].Write(writer, ref value);
            }
        }
        catch (StateValueException refusal)
        {
            throw refusal.In(_members[i].Name);
        }
    }

    protected override T Create(SnapshotReader reader) => (T)RuntimeHelpers.GetUninitializedObject(typeof(T));

    protected override void Fill(SnapshotReader reader, T value)
    {
        foreach (var member in _members)
        {
            member.Read(reader, ref value);
        }
    }

    protected override void CheckContent(T value, int depth)
    {
        if (depth < StructStateSerializer.MaxCheckDepth)
        {
            StructStateSerializer.Check(_members, ref value, depth + 1);
        }
    }
}
