using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json.Serialization;

namespace AkkaStreamProc.Operators.State.Serialization;

/// <summary>Which types a value of a type may have.</summary>
internal static class StateHierarchy
{
    private static readonly ConcurrentDictionary<Assembly, ILookup<Type, Type>> DerivedIn = new();

    /// <summary>The concrete types that are declared for a base type or interface, itself among them where it is one; in no order.</summary>
    /// <returns>Empty where nothing is declared.</returns>
    public static IReadOnlyList<Type> Declared(Type type)
    {
        var declared = new HashSet<Type>();
        var open = new Queue<Type>(DeclaredOn(type));
        if (open.Count == 0)
        {
            return [];
        }

        open.Enqueue(type);
        while (open.TryDequeue(out var next))
        {
            if (!next.IsAbstract && !next.IsInterface && !declared.Add(next))
            {
                continue;
            }

            foreach (var derived in next == type ? [] : DeclaredOn(next))
            {
                open.Enqueue(derived);
            }
        }

        return [.. declared];
    }

    /// <summary>A type in the assembly of a class that derives from it, or <see langword="null"/>.</summary>
    public static Type? FirstDerived(Type type)
    {
        if (type.IsSealed)
        {
            return null;
        }

        var definition = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        return DerivedIn.GetOrAdd(type.Assembly, BasesIn)[definition].FirstOrDefault();
    }

    private static IEnumerable<Type> DeclaredOn(Type type) =>
        type.GetCustomAttributes<StateDerivedTypeAttribute>(inherit: false).Select(a => a.Type)
            .Concat(type.GetCustomAttributes<JsonDerivedTypeAttribute>(inherit: false).Select(a => a.DerivedType))
            .Select(derived => derived.IsGenericTypeDefinition && type.IsGenericType && derived.GetGenericArguments().Length == type.GetGenericArguments().Length
                ? derived.MakeGenericType(type.GetGenericArguments())
                : derived);

    private static ILookup<Type, Type> BasesIn(Assembly assembly)
    {
        Type[] types;
        try
        {
            types = assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException incomplete)
        {
            // A type of a package that is not there cannot be the type of a value either.
            types = [.. incomplete.Types.Where(t => t is not null)!];
        }

        return (from type in types
                where type.IsClass
                from ancestor in AncestorsOf(type)
                select (Base: ancestor.IsGenericType ? ancestor.GetGenericTypeDefinition() : ancestor, type))
            .ToLookup(pair => pair.Base, pair => pair.type);
    }

    private static IEnumerable<Type> AncestorsOf(Type type)
    {
        for (var current = type.BaseType; current is not null; current = current.BaseType)
        {
            yield return current;
        }
    }
}
