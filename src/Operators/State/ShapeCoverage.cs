using System.Reflection;
using PolyType;
using PolyType.Abstractions;

namespace AkkaStreamProc.Operators.State;

/// <summary>Refuses types whose shape does not carry all that their objects hold.</summary>
/// <remarks>
/// A shape consists of public members. A private field that is filled some other way would silently be empty in every
/// copy and after every restart.
/// </remarks>
internal static class ShapeCoverage
{
    /// <exception cref="StreamProcessingException">A field would be lost; names the type and the field.</exception>
    public static void Verify(ITypeShape shape) => Verify(shape, []);

    private static void Verify(ITypeShape shape, HashSet<Type> seen)
    {
        if (!seen.Add(shape.Type))
        {
            return;
        }

        switch (shape)
        {
            case IObjectTypeShape type when StateTypes.IsOwn(type.Type):
                VerifyFields(type);
                foreach (var property in type.Properties)
                {
                    Verify(property.PropertyType, seen);
                }

                break;
            case IObjectTypeShape type:
                // A tuple and the like: its parts are what counts.
                foreach (var property in type.Properties.Where(_ => type.Type.IsGenericType))
                {
                    Verify(property.PropertyType, seen);
                }

                break;
            case IDictionaryTypeShape dictionary:
                Verify(dictionary.KeyType, seen);
                Verify(dictionary.ValueType, seen);
                break;
            case IEnumerableTypeShape sequence:
                Verify(sequence.ElementType, seen);
                break;
            case IOptionalTypeShape optional:
                Verify(optional.ElementType, seen);
                break;
        }
    }

    private static void VerifyFields(IObjectTypeShape shape)
    {
        if (shape.Type.GetCustomAttributes().Any(a => a.GetType().Name.StartsWith("MessagePackConverter", StringComparison.Ordinal)))
        {
            return;
        }

        var carried = shape.Properties.Where(p => p.HasSetter || p.PropertyType is IEnumerableTypeShape or IDictionaryTypeShape).Select(p => p.Name);
        var constructed = shape.Constructor?.Parameters.Select(p => p.Name) ?? [];
        var names = carried.Concat(constructed).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (StateTypes.FieldsOf(shape.Type).FirstOrDefault(f => !names.Contains(StateTypes.MemberName(f))) is { } lost)
        {
            throw new StreamProcessingException(
                $"The type {shape.Type} cannot be kept in state: its field '{StateTypes.MemberName(lost)}' would be lost, because no public property or constructor parameter sets it. " +
                "Make it a public property with a setter (or init), or take it as a parameter of the constructor under the property's name.");
        }
    }
}
