using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State.Serialization;

namespace AkkaStreamProc.Operators.State.Evolution;

/// <summary>Passes over values of types that the job has no more.</summary>
/// <remarks>Collections of the framework are read as collections of <see cref="Skipped"/>; the rest follows from the schema.</remarks>
internal sealed class SkipForm : ReadingSerializer<Skipped>
{
    private Action<SnapshotReader> _skip = _ => { };

    /// <returns><see langword="null"/> where the schema does not say enough.</returns>
    public static StateSerializer<Skipped>? Of(WrittenType written, StateEvolution evolution, StateSerializers known)
    {
        var form = new SkipForm();
        if (evolution.DefinitionOf(written) is { } definition)
        {
            evolution.Open(form);
            form._skip = Defined(written, definition, evolution)!;
            return form._skip is null ? null : form;
        }

        if (Scalars.Named(written.Text) is { } scalar)
        {
            return (StateSerializer<Skipped>)Activator.CreateInstance(typeof(DiscardedPart<>).MakeGenericType(scalar.ValueType), scalar)!;
        }

        if (written.Underlying is { } underlying)
        {
            var value = evolution.Part(SkippedPart.Instance, underlying, "");
            form._skip = reader =>
            {
                if (reader.ReadByte() != 0)
                {
                    value.ReadPart(reader);
                }
            };
            return form;
        }

        if (written.Row is var (count, element))
        {
            var part = evolution.Part(SkippedPart.Instance, element, "");
            form._skip = reader =>
            {
                for (var i = 0; i < count; i++)
                {
                    part.ReadPart(reader);
                }
            };
            return form;
        }

        return Standing(written) is { } type
            ? (StateSerializer<Skipped>)Activator.CreateInstance(typeof(DiscardedPart<>).MakeGenericType(type), evolution.Part(known.Of(type), written, ""))!
            : null;
    }

    public override Skipped ReadPart(SnapshotReader reader)
    {
        _skip(reader);
        return new Skipped();
    }

    private static Action<SnapshotReader>? Defined(WrittenType written, WrittenDefinition definition, StateEvolution evolution)
    {
        if (definition.Form is not null)
        {
            return reader =>
            {
                if (reader.ReadByte() != 0)
                {
                    reader.ReadBytes();
                }
            };
        }

        if (definition.Choice is var (kind, choices))
        {
            if (kind.Length > 0)
            {
                var number = Scalars.Named(kind) is { } scalar ? evolution.Part(SkippedPart.Instance, new WrittenType(scalar.TypeName), "") : null;
                return number is null ? null : reader => number.ReadPart(reader);
            }

            var alternatives = choices.ToDictionary(UnionNumbers.Of, choice => evolution.Alternative(SkippedPart.Instance, new WrittenType(choice)));
            return reader =>
            {
                if (reader.ReadInt32() is not 0 and var number)
                {
                    (alternatives.GetValueOrDefault(number) ?? throw reader.Damaged()).ReadPart(reader);
                }
            };
        }

        if (!definition.SaysKind)
        {
            return null;
        }

        var members = definition.Fields.Select(field => evolution.Part(SkippedPart.Instance, field.Type, field.Name)).ToList();
        if (definition.IsStruct)
        {
            return reader => members.ForEach(member => member.ReadPart(reader));
        }

        var isTracked = definition.IsMutable;
        return reader =>
        {
            switch (reader.ReadByte())
            {
                case ReferenceTag.Null:
                    break;
                case ReferenceTag.Before:
                    reader.ReadCount();
                    break;
                default:
                    if (isTracked)
                    {
                        reader.References.Add(new Skipped());
                    }

                    members.ForEach(member => member.ReadPart(reader));
                    break;
            }
        };
    }

    /// <summary>The type of the framework that a name is of, with <see cref="Skipped"/> for whatever it is of.</summary>
    private static Type? Standing(WrittenType written)
    {
        for (var rank = 1; rank <= 8; rank++)
        {
            if (written.ElementOf(rank) is not null)
            {
                return rank == 1 ? typeof(Skipped[]) : typeof(Skipped).MakeArrayType(rank);
            }
        }

        var count = written.Arguments.Count;
        var definition = FrameworkStateTypes.Named(written.Head, count) ?? FrameworkStateTypes.Structural(written.Head, count);
        return definition is { IsGenericTypeDefinition: true } ? definition.MakeGenericType([.. Enumerable.Repeat(typeof(Skipped), count)]) : definition;
    }
}
