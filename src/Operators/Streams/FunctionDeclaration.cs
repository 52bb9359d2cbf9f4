using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.Fusion;
using AkkaStreamProc.Operators.Plans.Definitions;

namespace AkkaStreamProc.Operators.Streams;

/// <summary>Declares operators that run functions of users.</summary>
internal static class FunctionDeclaration
{
    /// <param name="kind">What it does, for plans and the fingerprint; its name, too, unless there is another.</param>
    /// <param name="name">The user's name for it, if any.</param>
    /// <param name="create">Creates the user's function.</param>
    /// <param name="adapt">Makes a function of keyed records of it.</param>
    /// <param name="keys">Computes the keys.</param>
    /// <exception cref="StreamProcessingException">The factory returns an object twice, or a method of the function is asynchronous.</exception>
    public static OperatorDeclaration Of<TFunction, TKey, TIn, TOut>(
        string kind, string? name, Func<TFunction> create, Func<TFunction, ProcessFunction<TKey, TIn, TOut>> adapt, Lazy<ColumnLoop<TIn, TKey>> keys)
        where TFunction : class
        where TKey : notnull
    {
        var operatorName = name ?? kind;
        var first = FunctionInstances.Claim(create(), operatorName);
        FunctionInstances.Claim(create(), operatorName);
        AsyncCode.RefuseMethods(first.GetType(), operatorName);
        var function = adapt(first);
        var definition = new ProcessDefinition<TKey, TIn, TOut>(
            kind,
            context => adapt(FunctionInstances.Claim(create(), context.OperatorName)),
            DescribedStates<TKey>.Of(function.Open),
            function.UsesEventTime ? TimeNeeds.Exact : TimeNeeds.None,
            keys,
            sides: []);
        return new OperatorDeclaration(definition, kind, name);
    }
}
