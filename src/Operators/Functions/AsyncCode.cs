using System.Reflection;
using System.Runtime.CompilerServices;
using AkkaStreamProc.Operators.Plans;

namespace AkkaStreamProc.Operators.Functions;

/// <summary>Refuses asynchronous code where a job is declared, but for MapAsync: no other verb waits for it, so records would be calls that are still running.</summary>
internal static class AsyncCode
{
    private const string Way =
        "MapAsync is the verb that waits for calls: put it in front of the function, or call synchronously, with a time-out of the call's own.";

    /// <summary>Refuses a type of records that are calls still running.</summary>
    /// <param name="type">The type of the records, the keys, or the state.</param>
    /// <param name="what">Whose type it is, for the message: <c>the operator 'map' would emit</c>.</param>
    /// <exception cref="StreamProcessingException">The type is awaitable, or holds something that is.</exception>
    public static void RefuseType(Type type, string what)
    {
        if (Find(type) is { } awaitable)
        {
            throw new StreamProcessingException(
                $"{char.ToUpperInvariant(what[0])}{what[1..]} {TypeNames.Of(type)}, and a {TypeNames.Of(awaitable)} is a call that may still run, no value. {Way}");
        }
    }

    /// <summary>Refuses a function whose methods return before they are done.</summary>
    /// <exception cref="StreamProcessingException">A method of the function is <c>async void</c>; names it.</exception>
    public static void RefuseMethods(Type function, string operatorName)
    {
        for (var type = function; type is not null && type != typeof(object); type = type.BaseType)
        {
            foreach (var method in type.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                if (method.ReturnType == typeof(void) && method.IsDefined(typeof(AsyncStateMachineAttribute), inherit: false))
                {
                    throw new StreamProcessingException(
                        $"{type.Name}.{method.Name} of the operator '{operatorName}' is 'async void': it returns at its first await, and what follows would run beside other records, without a key. {Way}");
                }
            }
        }
    }

    private static Type? Find(Type type)
    {
        if (type.IsArray)
        {
            return Find(type.GetElementType()!);
        }

        return IsAwaitable(type) ? type : type.IsGenericType ? type.GetGenericArguments().Select(Find).FirstOrDefault(found => found is not null) : null;
    }

    // What the language awaits by a method of the type, and asynchronous sequences.
    private static bool IsAwaitable(Type type) =>
        type.GetMethod("GetAwaiter", BindingFlags.Instance | BindingFlags.Public, Type.EmptyTypes) is not null
        || type.GetInterfaces().Append(type).Any(i => i.IsGenericType && i.GetGenericTypeDefinition() is var definition
            && (definition == typeof(IAsyncEnumerable<>) || definition == typeof(IAsyncEnumerator<>)));
}
