using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.Operators.State.Serialization;

/// <summary>Objects: null, one that is written here, or one that was written before.</summary>
internal abstract class ReferenceStateSerializer<T> : StateSerializer<T>
    where T : class
{
    private readonly bool _isSealed = typeof(T).IsSealed && !typeof(T).IsArray;

    public override bool IsTracked { get; } = !StateTypes.IsImmutable(typeof(T));

    public override bool HasExceptions => !_isSealed;

    public override string TypeName => StateSchema.NameOf(typeof(T));

    public override void WritePart(SnapshotWriter writer, in T value)
    {
        if (value is null)
        {
            writer.WriteByte(ReferenceTag.Null);
            return;
        }

        VerifyType(value);
        var references = writer.References;
        var number = -1;
        if (IsTracked && references.IsKnown(value, out number))
        {
            writer.WriteByte(ReferenceTag.Before);
            writer.WriteCount(number);
            return;
        }

        writer.WriteByte(ReferenceTag.Here);
        references.Enter();
        WriteContent(writer, value);
        references.Leave();
        references.Complete(number);
    }

    public override T ReadPart(SnapshotReader reader)
    {
        switch (reader.ReadByte())
        {
            case ReferenceTag.Null:
                return null!;
            case ReferenceTag.Before:
                return (T)reader.References[reader.ReadCount()];
            default:
                var value = Create(reader);
                if (IsTracked)
                {
                    reader.References.Add(value);
                }

                Fill(reader, value);
                return value;
        }
    }

    public override void Check(in T value, int depth = 0)
    {
        if (value is not null)
        {
            VerifyType(value);
            CheckContent(value, depth);
        }
    }

    protected abstract void WriteContent(SnapshotWriter writer, T value);

    /// <summary>The object, with as much in it as it must have when it is created.</summary>
    protected abstract T Create(SnapshotReader reader);

    /// <summary>Puts into the object what <see cref="Create"/> left out.</summary>
    protected virtual void Fill(SnapshotReader reader, T value)
    {
    }

    protected virtual void CheckContent(T value, int depth)
    {
    }

    /// <summary>Refuses an object of another class than the declared one, unless a form of the class itself says otherwise.</summary>
    /// <exception cref="StateValueException">It is of another class.</exception>
    public void VerifyType(T value)
    {
        if (!_isSealed && value.GetType() != typeof(T))
        {
            throw new StateValueException(
                $"a value of the type {value.GetType()} stands where {typeof(T)} is declared. " +
                $"Declare the derived type on {typeof(T)} with [{nameof(StateDerivedTypeAttribute)[..^"Attribute".Length]}(typeof({value.GetType().Name}))], or give {typeof(T)} a serializer ({nameof(IStateSerializer<T>)})");
        }
    }
}
