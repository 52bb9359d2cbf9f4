using System.Runtime.CompilerServices;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State.Serialization;

namespace AkkaStreamProc.Operators.State.Evolution;

/// <summary>Reads objects of a class whose members were others when they were written.</summary>
/// <param name="isTracked">Whether it was noted which of them are the same.</param>
internal sealed class EvolvedObject<T>(bool isTracked) : ReadingSerializer<T>
    where T : class
{
    private EvolvedMembers<T> _members = null!;

    /// <returns><see langword="null"/> where it was no such class.</returns>
    public static StateSerializer? Of(IReadOnlyList<Member<T>> members, WrittenType written, StateEvolution evolution)
    {
        if (!evolution.IsNameOf(typeof(T), written))
        {
            return null;
        }

        IReadOnlyList<(string, WrittenType)> fields;
        bool isTracked;
        if (evolution.DefinitionOf(written) is { HasFields: true } definition)
        {
            if (!definition.SaysKind)
            {
                throw evolution.Refusal(
                    $"was written as {written} {definition} by an earlier version, which did not note enough to read it as {new WrittenDefinition(StateSchema.Fields(members.Select(m => (m.Name, m.Serializer))))}. "
                    + "Run the job as it was with this version until it has taken a checkpoint");
            }

            if (definition.IsStruct)
            {
                return null;
            }

            (fields, isTracked) = (definition.Fields, definition.IsMutable);
        }
        else if (FrameworkStateTypes.IsStructural(typeof(T)) && written.Arguments.Count == members.Count)
        {
            (fields, isTracked) = ([.. members.Zip(written.Arguments, (member, argument) => (member.Name, argument))], !evolution.WasImmutable(written));
        }
        else
        {
            return null;
        }

        var reader = new EvolvedObject<T>(isTracked);
        EvolvedMembers<T>.Find(members, written, fields, evolution, found =>
        {
            reader._members = found;
            evolution.Open(reader);
        });
        evolution.NoteName(typeof(T), written);
        return reader;
    }

    public override bool IsTracked => isTracked;

    public override T ReadPart(SnapshotReader reader)
    {
        switch (reader.ReadByte())
        {
            case ReferenceTag.Null:
                return null!;
            case ReferenceTag.Before:
                return (T)reader.References[reader.ReadCount()];
            default:
                var value = (T)RuntimeHelpers.GetUninitializedObject(typeof(T));
                if (isTracked)
                {
                    reader.References.Add(value);
                }

                _members.Read(reader, ref value);
                return value;
        }
    }
}
