using System.Reflection;
using System.Runtime.CompilerServices;
using AkkaStreamProc.Operators.State.Evolution;

namespace AkkaStreamProc.Operators.State.Serialization;

/// <summary>Makes the serializers of a type and of all it consists of, or says why there are none.</summary>
internal sealed class StateSerializerBuilder(StateSerializers known, Type root)
{
    private readonly Dictionary<(Type Type, bool IsExact), StateSerializer> _made = [];
    private string _path = "";
    private Type? _current;

    /// <summary>What was made.</summary>
    public IReadOnlyDictionary<(Type Type, bool IsExact), StateSerializer> Made => _made;

    /// <exception cref="StreamProcessingException">The type cannot be kept in state; names the member and the way out.</exception>
    public StateSerializer Build()
    {
        var serializer = Of(root, isExact: false);
        foreach (var made in _made.Values)
        {
            made.Complete();
        }

        return serializer;
    }

    /// <summary>The serializer of a part.</summary>
    /// <param name="part">The name of the member, or <c>[]</c> for elements.</param>
    public StateSerializer<T> Part<T>(string part) => (StateSerializer<T>)Part(typeof(T), part);

    /// <summary>The serializer of a field.</summary>
    public StateSerializer Member(FieldInfo field, string name)
    {
        if (field.GetCustomAttribute<FixedBufferAttribute>() is { } buffer)
        {
            var serializer = New(typeof(RowStateSerializer<,>), [field.FieldType, buffer.ElementType], buffer.Length);
            serializer.Bind(this);
            return serializer;
        }

        if (StateTypes.IsHashCode(field))
        {
            _path = Join(name);
            _current = field.FieldType;
            throw Refusal(
                "looks like a hash code, which is another one in every process",
                "Mark it with [NonSerialized] and compute it again when it is 0, or give the type a serializer.");
        }

        return Part(field.FieldType, name);
    }

    /// <summary>The serializer of objects of exactly one class.</summary>
    public StateSerializer Exact(Type type)
    {
        var (path, current) = (_path, _current);
        (_path, _current) = (path.Length == 0 ? $"({type.Name})" : $"{path}.({type.Name})", type);
        var serializer = Of(type, isExact: true);
        (_path, _current) = (path, current);
        return serializer;
    }

    /// <summary>The refusal of the type at hand.</summary>
    /// <param name="what">Why, as what follows "it".</param>
    /// <param name="wayOut">What to do.</param>
    public StreamProcessingException Refusal(string what, string wayOut)
    {
        var name = StateSchema.NameOf(root);
        return new StreamProcessingException(_path.Length == 0
            ? $"The type {name} cannot be kept in state: it {what}. {wayOut}"
            : $"The type {name} cannot be kept in state: its member '{_path}' of the type {StateSchema.NameOf(_current!)} {what}. {wayOut}");
    }

    private StateSerializer Part(Type type, string part)
    {
        var (path, current) = (_path, _current);
        (_path, _current) = (Join(part), type);
        var serializer = Of(type, isExact: false);
        (_path, _current) = (path, current);
        return serializer;
    }

    private string Join(string part) => part.Length == 0 || _path.Length == 0 || part[0] == '[' ? _path + part : $"{_path}.{part}";

    private StateSerializer Of(Type type, bool isExact)
    {
        if (known.Find(type, isExact) is { } existing)
        {
            return existing;
        }

        if (_made.TryGetValue((type, isExact), out var made))
        {
            return made;
        }

        var serializer = known.Custom(type) ?? Scalars.Find(type) ?? (type == typeof(Skipped) ? SkippedPart.Instance : Composed(type, isExact));
        _made.Add((type, isExact), serializer);
        serializer.Bind(this);
        return serializer;
    }

    private StateSerializer Composed(Type type, bool isExact)
    {
        if (type.IsEnum)
        {
            return New(typeof(EnumStateSerializer<>), [type]);
        }

        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return New(typeof(NullableStateSerializer<>), [underlying]);
        }

        if (type.IsArray)
        {
            return type.IsSZArray
                ? New(typeof(ArrayStateSerializer<>), [type.GetElementType()!])
                : New(typeof(GridStateSerializer<,>), [type, type.GetElementType()!]);
        }

        if (FrameworkStateTypes.Find(type) is { } serializer)
        {
            return New(serializer, type.GetGenericArguments());
        }

        return FrameworkStateTypes.IsStructural(type) || Judged(type, isExact) is not { } alternatives
            ? New(type.IsValueType ? typeof(StructStateSerializer<>) : typeof(ObjectStateSerializer<>), [type])
            : alternatives;
    }

    /// <summary>Judges a type that is no part of a list.</summary>
    /// <returns>A serializer, or <see langword="null"/> for the one by fields.</returns>
    private StateSerializer? Judged(Type type, bool isExact)
    {
        if (FrameworkStateTypes.RefusalOf(type) is var (what, wayOut))
        {
            throw Refusal(what, wayOut);
        }

        if (type.GetCustomAttribute<InlineArrayAttribute>() is { } row)
        {
            return New(typeof(RowStateSerializer<,>), [type, StateTypes.FieldsOf(type).Single().FieldType], row.Length);
        }

        if (type.IsExplicitLayout)
        {
            throw Refusal("has an explicit layout, in which members may overlap", "Use a sequential layout, or give the type a serializer.");
        }

        if (!type.IsValueType && !isExact && StateHierarchy.Declared(type) is { Count: > 0 } declared)
        {
            if (declared.FirstOrDefault(d => !d.IsAssignableTo(type) || d.IsValueType || d.IsGenericTypeDefinition) is { } stranger)
            {
                throw Refusal($"declares {stranger} as a derived type, which is no class that can stand for it", "Remove the attribute or derive the class.");
            }

            return New(typeof(UnionStateSerializer<>), [type], declared);
        }

        if (type.IsInterface || type.IsAbstract)
        {
            throw Refusal(
                $"is {(type.IsInterface ? "an interface" : "abstract")}, and the types of its values are not declared",
                $"Declare each with [StateDerivedType(typeof(…))] on {type.Name}, or give it a serializer.");
        }

        if (!isExact && StateHierarchy.FirstDerived(type) is { } derived)
        {
            throw Refusal(
                $"is the base of {derived}, which is not declared, so that a restore could not tell them apart",
                $"Declare derived types with [StateDerivedType(typeof({derived.Name.Split('`')[0]}))] on {type.Name}, or seal it.");
        }

        if (StateTypes.ForeignBaseOf(type) is { } foreign)
        {
            throw Refusal($"derives from {StateSchema.NameOf(foreign)}, whose fields are the framework's", "Keep an object of that type in a member instead of deriving from it, or give the type a serializer.");
        }

        if (StateTypes.WellKnownInstanceOf(type) is { } field)
        {
            throw Refusal(
                $"has instances that are told apart by reference ({field.DeclaringType!.Name}.{StateTypes.MemberName(field)}), which a restored one would not be",
                "Override Equals, make it a record or an enumeration, or give it a serializer.");
        }

        return null;
    }

    private static StateSerializer New(Type serializer, Type[] arguments, params object[] parameters) =>
        (StateSerializer)Activator.CreateInstance(arguments.Length == 0 ? serializer : serializer.MakeGenericType(arguments), parameters)!;
}
