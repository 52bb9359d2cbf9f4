using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State.Serialization;

namespace AkkaStreamProc.Operators.State.Evolution;

/// <summary>Reads values of a struct whose members were others when they were written.</summary>
internal sealed class EvolvedStruct<T> : ReadingSerializer<T>
    where T : struct
{
    private EvolvedMembers<T> _members = null!;

    /// <returns><see langword="null"/> where it was no such struct.</returns>
    public static StateSerializer? Of(IReadOnlyList<Member<T>> members, WrittenType written, StateEvolution evolution)
    {
        var definition = evolution.DefinitionOf(written);
        if (!evolution.IsNameOf(typeof(T), written)
            || definition is { IsMutable: true } or { IsImmutable: true }
            || EvolvedMembers<T>.FieldsOf(members, written, evolution) is not { } fields)
        {
            return null;
        }

        var reader = new EvolvedStruct<T>();
        EvolvedMembers<T>.Find(members, written, fields, evolution, found =>
        {
            reader._members = found;
            evolution.Open(reader);
        });
        evolution.NoteName(typeof(T), written);
        return reader;
    }

    public override T ReadPart(SnapshotReader reader)
    {
        var value = default(T);
        _members.Read(reader, ref value);
        return value;
    }
}
