using System.Buffers;
using System.Runtime.CompilerServices;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.State.Serialization;

namespace AkkaStreamProc.Operators.Batches.Codecs;

/// <summary>One member of many owners.</summary>
internal abstract class MemberColumn<TOwner>
{
    public static MemberColumn<TOwner> Of(Member<TOwner> member) =>
        (MemberColumn<TOwner>)Activator.CreateInstance(typeof(MemberColumn<,>).MakeGenericType(member.GetType().GetGenericArguments()), member)!;

    public abstract void Write(SnapshotWriter writer, ReadOnlySpan<TOwner> owners);

    /// <summary>Sets the member of each owner.</summary>
    public abstract void Read(SnapshotReader reader, Span<TOwner> owners);
}

/// <summary>One member of many owners, copied together so that its form is that of a column of its type.</summary>
internal sealed class MemberColumn<TOwner, TField>(Member<TOwner, TField> member) : MemberColumn<TOwner>
{
    private readonly ColumnCodec<TField> _column = ColumnCodec.Of((StateSerializer<TField>)member.Serializer);

    public override void Write(SnapshotWriter writer, ReadOnlySpan<TOwner> owners)
    {
        var fields = ArrayPool<TField>.Shared.Rent(owners.Length);
        try
        {
            for (var i = 0; i < owners.Length; i++)
            {
                fields[i] = member.In(ref Unsafe.AsRef(in owners[i]));
            }

            _column.Write(writer, fields.AsSpan(0, owners.Length));
        }
        catch (StateValueException refusal)
        {
            throw refusal.In(member.Name);
        }
        finally
        {
            Return(fields, owners.Length);
        }
    }

    public override void Read(SnapshotReader reader, Span<TOwner> owners)
    {
        var fields = ArrayPool<TField>.Shared.Rent(owners.Length);
        try
        {
            _column.Read(reader, fields.AsSpan(0, owners.Length));
            for (var i = 0; i < owners.Length; i++)
            {
                member.In(ref owners[i]) = fields[i];
            }
        }
        finally
        {
            Return(fields, owners.Length);
        }
    }

    private static void Return(TField[] fields, int used)
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<TField>())
        {
            Array.Clear(fields, 0, used);
        }

        ArrayPool<TField>.Shared.Return(fields);
    }
}
