using System.IO.Hashing;
using System.Runtime.InteropServices;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State.Evolution;

namespace AkkaStreamProc.Operators.State.Serialization;

/// <summary>A base type or interface with declared derived types: which of them, and the value as that type.</summary>
/// <remarks>A type is named by the lower half of the XxHash3 of its name in schemas, so that types may be added in any order; 0 is null.</remarks>
internal sealed class UnionStateSerializer<TBase>(IReadOnlyList<Type> types) : StateSerializer<TBase>
    where TBase : class
{
    private readonly Dictionary<Type, Alternative> _byType = [];
    private readonly Dictionary<int, Alternative> _byNumber = [];

    public override string TypeName => StateSchema.NameOf(typeof(TBase)) + "*";

    public override string Definition => StateSchema.Choice("", _byType.Values.Select(a => a.Serializer.TypeName).Order(StringComparer.Ordinal));

    public override IReadOnlyList<StateSerializer> Parts => [.. _byType.Values.Select(a => a.Serializer)];

    public override bool HasExceptions => true;

    public override void Bind(StateSerializerBuilder builder)
    {
        foreach (var type in types)
        {
            var serializer = builder.Exact(type);
            var number = UnionNumbers.Of(serializer.TypeName);
            var alternative = (Alternative)Activator.CreateInstance(typeof(Alternative<>).MakeGenericType(typeof(TBase), type), serializer, number)!;
            if (!_byNumber.TryAdd(number, alternative) || number == 0)
            {
                throw builder.Refusal($"has derived types whose names hash alike, among them {type}", "Rename one of them.");
            }

            _byType.Add(type, alternative);
        }
    }

    public override StateSerializer? From(WrittenType written, StateEvolution evolution)
    {
        if (!evolution.IsNameOf(typeof(TBase), written))
        {
            return null;
        }

        if (evolution.DefinitionOf(written)?.Choice is not var (_, choices))
        {
            // Derived types have been declared since.
            return _byType.GetValueOrDefault(typeof(TBase))?.ReadingFrom(written, evolution).Reader();
        }

        var reader = new UnionStateSerializer<TBase>(types);
        evolution.Open(reader);
        foreach (var choice in choices)
        {
            var was = new WrittenType(choice);
            var alternative = _byType.FirstOrDefault(a => a.Value.Serializer.TypeName == choice).Value ?? _byType.FirstOrDefault(a => evolution.IsNameOf(a.Key, was)).Value
                ?? throw evolution.Refusal($"was written as {written} with {choice}, which is not declared there any more");
            reader._byNumber.Add(UnionNumbers.Of(choice), alternative.ReadingFrom(was, evolution));
        }

        evolution.NoteName(typeof(TBase), written);
        return reader;
    }

    public override void WritePart(SnapshotWriter writer, in TBase value)
    {
        if (value is null)
        {
            writer.WriteInt32(0);
            return;
        }

        var alternative = Of(value);
        writer.WriteInt32(alternative.Number);
        alternative.Write(writer, value);
    }

    public override TBase ReadPart(SnapshotReader reader) => reader.ReadInt32() switch
    {
        0 => null!,
        var number when _byNumber.TryGetValue(number, out var alternative) => alternative.Read(reader),
        var number => throw new SnapshotException($"The snapshot has a value of an unknown type (number {number:x8}) where {typeof(TBase)} is declared."),
    };

    public override void Check(in TBase value, int depth = 0)
    {
        if (value is not null)
        {
            Of(value).Check(value, depth);
        }
    }

    private Alternative Of(TBase value) => _byType.TryGetValue(value.GetType(), out var alternative)
        ? alternative
        : throw new StateValueException(
            $"a value of the type {value.GetType()} stands where {typeof(TBase)} is declared, and is not among the derived types declared there ({string.Join(", ", types.Select(t => t.Name))}). " +
            $"Declare it on {typeof(TBase)} with [StateDerivedType(typeof({value.GetType().Name}))]");

    private abstract class Alternative(StateSerializer serializer, int number)
    {
        public StateSerializer Serializer => serializer;

        public int Number => number;

        public abstract void Write(SnapshotWriter writer, TBase value);

        public abstract TBase Read(SnapshotReader reader);

        public abstract void Check(TBase value, int depth);

        /// <summary>The same, as it was written.</summary>
        public abstract Alternative ReadingFrom(WrittenType written, StateEvolution evolution);

        /// <summary>What reads it where it was the only one.</summary>
        public abstract StateSerializer Reader();
    }

    private sealed class Alternative<T>(StateSerializer<T> serializer, int number) : Alternative(serializer, number)
        where T : class, TBase
    {
        public override void Write(SnapshotWriter writer, TBase value) => serializer.WritePart(writer, (T)value);

        public override TBase Read(SnapshotReader reader) => serializer.ReadPart(reader);

        public override void Check(TBase value, int depth) => serializer.Check((T)value, depth);

        public override Alternative ReadingFrom(WrittenType written, StateEvolution evolution) =>
            new Alternative<T>(evolution.Alternative(serializer, written), Number);

        public override StateSerializer Reader() => new OnlyAlternative<TBase, T>(serializer);
    }
}
