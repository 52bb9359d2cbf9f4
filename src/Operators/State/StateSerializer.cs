using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State.Evolution;
using AkkaStreamProc.Operators.State.Serialization;

namespace AkkaStreamProc.Operators.State;

/// <summary>The binary form of one type in snapshots, and what it consists of.</summary>
/// <remarks>Immutable once bound; used by any number of threads.</remarks>
internal abstract class StateSerializer
{
    /// <summary>How schemas call the type; no other type has the same name.</summary>
    public abstract string TypeName { get; }

    /// <summary>What schemas say of it beside its name; <see langword="null"/> where the name says all.</summary>
    public virtual string? Definition => null;

    /// <summary>The serializers of its parts.</summary>
    public virtual IReadOnlyList<StateSerializer> Parts => [];

    /// <summary>Whether its parts may occur any number of times.</summary>
    public virtual bool RepeatsParts => false;

    /// <summary>Whether its values are objects that can be changed, so that it matters which of them are the same object.</summary>
    public virtual bool IsTracked => false;

    /// <summary>Whether some values of the type cannot be kept: those of another runtime type, or with a comparer of their own.</summary>
    public virtual bool HasExceptions => false;

    /// <summary>The type of the values.</summary>
    public abstract Type ValueType { get; }

    /// <summary>Finds the serializers of its parts. Called once, before anything else.</summary>
    public virtual void Bind(StateSerializerBuilder builder)
    {
    }

    /// <summary>What reads values of the type that were written as something else.</summary>
    /// <param name="written">What they were written as.</param>
    /// <param name="evolution">Finds the same of the parts, and notes what has changed.</param>
    /// <returns><see langword="null"/> where they cannot be read.</returns>
    public virtual StateSerializer? From(WrittenType written, StateEvolution evolution) => null;

    /// <summary>Follows references whatever its parts are: what was written may have had others.</summary>
    public abstract void FollowReferences();

    /// <summary>Looks at the whole of it. Called once, when all parts are bound.</summary>
    public virtual void Complete()
    {
    }
}

/// <summary>The binary form of the values of one type.</summary>
internal abstract class StateSerializer<T> : StateSerializer
{
    private string? _schema;

    /// <summary>The serializer of a type in a job that has none of its own for any type.</summary>
    /// <exception cref="StreamProcessingException">The type cannot be kept in state; names it and the reason.</exception>
    public static StateSerializer<T> Default => StateSerializers.Default.Of<T>();

    public override Type ValueType => typeof(T);

    /// <summary>A text that changes when a value can no longer be read as it was written (<see cref="StateSchema"/>).</summary>
    public string Schema => _schema ??= StateSchema.Of(this);

    /// <summary>Whether one value may hold the same object twice, so that it is written as a whole.</summary>
    public bool MayShare { get; private set; }

    /// <summary>Whether a value should be checked when it is set.</summary>
    public bool NeedsCheck { get; private set; }

    /// <summary>Writes a value and everything it refers to.</summary>
    /// <exception cref="StateValueException">The value cannot be kept; says where in it and why.</exception>
    public void Write(SnapshotWriter writer, in T value)
    {
        writer.References.Begin(MayShare);
        WritePart(writer, value);
    }

    /// <summary>Reads a value.</summary>
    public T Read(SnapshotReader reader)
    {
        reader.References.Begin(MayShare);
        return ReadPart(reader);
    }

    /// <summary>Writes a value that may be a part of another.</summary>
    public abstract void WritePart(SnapshotWriter writer, in T value);

    /// <summary>Reads a value that may be a part of another.</summary>
    public abstract T ReadPart(SnapshotReader reader);

    /// <summary>Refuses a value that cannot be kept, as far as that can be told without looking at the elements of collections.</summary>
    /// <exception cref="StateValueException">The value cannot be kept; says where in it and why.</exception>
    public virtual void Check(in T value, int depth = 0)
    {
    }

    public override void FollowReferences() => MayShare = true;

    public override void Complete()
    {
        MayShare = StateGraph.MayShare(this);
        NeedsCheck = StateGraph.Reachable(this).Any(part => part.HasExceptions);
    }
}
