using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.State.Serialization;

namespace AkkaStreamProc.Operators.Batches.Codecs;

/// <summary>Chooses the forms of columns.</summary>
internal static class ColumnCodec
{
    /// <summary>The form of a column of records.</summary>
    /// <remarks>
    /// By members, unless one record may hold the same object twice: which objects are the same is a matter of the record as
    /// a whole.
    /// </remarks>
    public static ColumnCodec<T> OfRecords<T>(StateSerializer<T> serializer) => serializer switch
    {
        { MayShare: true } => new ValueColumn<T>(serializer),
        IObjectMembers<T> members => new ObjectColumn<T>(members),
        _ => Of(serializer),
    };

    /// <summary>The form of a column of a type that is a member of records.</summary>
    public static ColumnCodec<T> Of<T>(StateSerializer<T> serializer) => (object)serializer switch
    {
        StringStateSerializer => (ColumnCodec<T>)(object)new StringColumn(),
        CustomStateSerializer<T> => new ValueColumn<T>(serializer),
        IStructMembers<T> members => new StructColumn<T>(members.Members),
        _ when IsBlock(typeof(T)) => new BlockColumn<T>(),
        _ => new ValueColumn<T>(serializer),
    };

    private static bool IsBlock(Type type) =>
        (type.IsPrimitive && type != typeof(bool)) || type.IsEnum || type == typeof(DateTime) || type == typeof(TimeSpan);
}

/// <summary>The binary form of many values of one type.</summary>
internal abstract class ColumnCodec<T>
{
    public abstract void Write(SnapshotWriter writer, ReadOnlySpan<T> values);

    /// <summary>Reads as many values as there is room for.</summary>
    public abstract void Read(SnapshotReader reader, Span<T> values);
}
