using System.Runtime.CompilerServices;

namespace AkkaStreamProc.Operators.Functions;

/// <summary>Which function objects are in use already: each belongs to one operator in one subtask of one attempt.</summary>
/// <remarks>
/// A function that served two subtasks would mix their keys, on two threads; one that served two attempts would begin with
/// fields that no checkpoint knows. Any thread may call it.
/// </remarks>
internal static class FunctionInstances
{
    private static readonly ConditionalWeakTable<object, string> Owners = [];

    /// <summary>Takes a function for its only use.</summary>
    /// <param name="function">What the factory returned.</param>
    /// <param name="owner">The name of the operator.</param>
    /// <exception cref="StreamProcessingException">It is in use already, or there is none.</exception>
    public static TFunction Claim<TFunction>(TFunction? function, string owner)
        where TFunction : class
    {
        if (function is null)
        {
            throw new StreamProcessingException($"The factory of the operator '{owner}' returned null. It must return a new function with every call.");
        }

        if (Owners.TryAdd(function, owner))
        {
            return function;
        }

        Owners.TryGetValue(function, out var first);
        throw new StreamProcessingException(
            $"The factory of the operator '{owner}' returned a {function.GetType().Name} that the operator '{first}' uses already. " +
            "Every subtask needs a function of its own, or keys and threads would mix: return a new one with every call, as 'Process(() => new ...)' does.");
    }
}
