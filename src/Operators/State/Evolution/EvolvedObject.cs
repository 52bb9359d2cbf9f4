using System.Runtime.CompilerServices;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State.Serialization;

namespace AkkaStreamProc.Operators.State.Evolution;

/// <summary>Reads objects of a class whose members were others when they were written; writes none.</summary>
/// <param name="isTracked">Whether it was noted which of them are the same.</param>
internal sealed class EvolvedObject<T>(bool isTracked) : ReferenceStateSerializer<T>
    where T : class
{
    private EvolvedMembers<T> _members = null!;

    public override bool IsTracked => isTracked;

    /// <returns><see langword="null"/> where it was no such class.</returns>
    public static StateSerializer? Of(IReadOnlyList<Member<T>> members, WrittenType written, StateEvolution evolution)
    {
        var definition = evolution.DefinitionOf(written);
        if (!evolution.IsNameOf(typeof(T), written) || definition is { IsStruct: true } || EvolvedMembers<T>.FieldsOf(members, written, evolution) is not { } fields)
        {
            return null;
        }

        var reader = new EvolvedObject<T>(definition?.IsMutable ?? !evolution.WasImmutable(written));
        EvolvedMembers<T>.Find(members, written, fields, evolution, found =>
        {
            reader._members = found;
            evolution.Open(reader);
        });
        evolution.NoteName(typeof(T), written);
        return reader;
    }

    protected override void WriteContent(SnapshotWriter writer, T value) => throw new InvalidOperationException($"{typeof(T)} is read here as it was written before, and not written.");

    protected override T Create(SnapshotReader reader) => (T)RuntimeHelpers.GetUninitializedObject(typeof(T));

    protected override void Fill(SnapshotReader reader, T value) => _members.Read(reader, ref value);
}
