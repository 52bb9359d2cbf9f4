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
        if (!evolution.IsNameOf(typeof(T), written))
        {
            return null;
        }

        IReadOnlyList<(string, WrittenType)> fields;
        if (evolution.DefinitionOf(written) is { HasFields: true } definition)
        {
            if (definition.SaysKind && !definition.IsStruct)
            {
                return null;
            }

            fields = definition.Fields;
        }
        else if (FrameworkStateTypes.IsStructural(typeof(T)) && written.Arguments.Count == members.Count)
        {
            fields = [.. members.Zip(written.Arguments, (member, argument) => (member.Name, argument))];
        }
        else
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
