using AkkaStreamProc.Operators.Changelogs;
using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.Fusion;
using AkkaStreamProc.Operators.Plans.Definitions;
using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Operators.Streams;

/// <summary>Declares operators that run functions with keyed state and timers.</summary>
internal static class FunctionDeclaration
{
    /// <summary>A function of the user's.</summary>
    /// <param name="kind">What it does, for plans and the fingerprint; its name, too, unless there is another.</param>
    /// <param name="name">The user's name for it, if any.</param>
    /// <param name="create">Creates the user's function.</param>
    /// <param name="adapt">Makes a function of keyed records of it.</param>
    /// <param name="keys">Computes the keys.</param>
    /// <param name="isKeyed">Whether its records have keys; else it has no timers.</param>
    /// <exception cref="StreamProcessingException">The factory returns an object twice, or a method of the function is asynchronous.</exception>
    public static OperatorDeclaration Of<TFunction, TKey, TIn, TOut>(
        string kind,
        string? name,
        Func<TFunction> create,
        Func<TFunction, ProcessFunction<TKey, TIn, TOut>> adapt,
        Lazy<ColumnLoop<TIn, TKey>> keys,
        bool isKeyed = true)
        where TFunction : class
        where TKey : notnull
    {
        AsyncCode.RefuseMethods(FunctionInstances.Claim(create(), name ?? kind).GetType(), name ?? kind);
        return Of(kind, kind, name, operatorName => adapt(FunctionInstances.Claim(create(), operatorName)), keys, isKeyed, selector: null, []);
    }

    /// <summary>A function of ours, as a verb needs it.</summary>
    /// <param name="kind">What it does, for plans and the fingerprint.</param>
    /// <param name="defaultName">Its name, unless the user gives one.</param>
    /// <param name="name">The user's name for it, if any.</param>
    /// <param name="create">Creates the function, from the name of the operator: for each subtask, and once for what it declares.</param>
    /// <param name="keys">Computes the keys.</param>
    /// <param name="sides">The side outputs that it always has.</param>
    public static OperatorDeclaration Of<TKey, TIn, TOut>(
        string kind, string defaultName, string? name, Func<string, ProcessFunction<TKey, TIn, TOut>> create, Lazy<ColumnLoop<TIn, TKey>> keys, params IReadOnlyList<OutputTag> sides)
        where TKey : notnull =>
        Of(kind, defaultName, name, create, keys, selector: null, sides);

    /// <inheritdoc cref="Of{TKey, TIn, TOut}(string, string, string?, Func{string, ProcessFunction{TKey, TIn, TOut}}, Lazy{ColumnLoop{TIn, TKey}}, IReadOnlyList{OutputTag})"/>
    /// <param name="kind">What it does, for plans and the fingerprint.</param>
    /// <param name="defaultName">Its name, unless the user gives one.</param>
    /// <param name="name">The user's name for it, if any.</param>
    /// <param name="create">Creates the function.</param>
    /// <param name="keys">Computes the keys.</param>
    /// <param name="selector">What it takes of a record into its state, for the comparison with stored state.</param>
    /// <param name="sides">The side outputs that it always has.</param>
    public static OperatorDeclaration Of<TKey, TIn, TOut>(
        string kind,
        string defaultName,
        string? name,
        Func<string, ProcessFunction<TKey, TIn, TOut>> create,
        Lazy<ColumnLoop<TIn, TKey>> keys,
        string? selector,
        params IReadOnlyList<OutputTag> sides)
        where TKey : notnull =>
        Of(kind, defaultName, name, create, keys, isKeyed: true, selector, sides);

    /// <summary>A function of ours, of rows that change.</summary>
    /// <param name="kind">What it does, for plans and the fingerprint.</param>
    /// <param name="defaultName">Its name, unless the user gives one.</param>
    /// <param name="name">The user's name for it, if any.</param>
    /// <param name="create">Creates the function.</param>
    /// <param name="keys">Computes the keys.</param>
    /// <param name="takesChanges">Whether its inputs may be changes of rows.</param>
    /// <param name="changes">What it does to its results later.</param>
    /// <param name="ttl">How long it keeps rows, for plans.</param>
    /// <param name="selector">What it takes of a row into its state, for the comparison with stored state.</param>
    public static OperatorDeclaration OfRows<TKey, TIn, TRowKey, TRow>(
        string kind,
        string defaultName,
        string? name,
        Func<ChangeFunction<TKey, TIn, TRowKey, TRow>> create,
        Lazy<ColumnLoop<TIn, TKey>> keys,
        bool takesChanges,
        ResultChanges changes,
        Ttl ttl,
        string? selector = null)
        where TKey : notnull
        where TRowKey : notnull
    {
        var declaration = Of(kind, defaultName, name, ProcessFunction<TKey, TIn, Row<TRowKey, TRow>> (_) => create(), keys, selector);
        declaration.Definition = ((ProcessDefinition<TKey, TIn, Row<TRowKey, TRow>>)declaration.Definition).OfRows(takesChanges, changes, $" (kept {ttl})");
        return declaration;
    }

    private static OperatorDeclaration Of<TKey, TIn, TOut>(
        string kind,
        string defaultName,
        string? name,
        Func<string, ProcessFunction<TKey, TIn, TOut>> create,
        Lazy<ColumnLoop<TIn, TKey>> keys,
        bool isKeyed,
        string? selector,
        IReadOnlyList<OutputTag> sides)
        where TKey : notnull
    {
        var function = create(name ?? defaultName);
        // What belongs to the subtask is not by key, but its name is among those of the others.
        var whole = (function as ISubtaskStates)?.Describe([]) ?? [];
        var states = DescribedStates<TKey>.Of(function.Open, whole);
        Close(function.Close, name ?? defaultName);
        var definition = new ProcessDefinition<TKey, TIn, TOut>(
            kind,
            context => create(context.OperatorName),
            states,
            [.. whole, .. isKeyed ? new StateDescriptor[] { new KeyedStateDescriptor<TKey, long>("timers", StateKind.Timers) } : []],
            function.UsesEventTime ? TimeNeeds.Exact : TimeNeeds.None,
            keys,
            sides)
        {
            Selector = selector,
        };
        return new OperatorDeclaration(definition, defaultName, name);
    }

    /// <summary>Closes the function that was opened to see what it declares.</summary>
    private static void Close(Action close, string name)
    {
        try
        {
            close();
        }
        catch (Exception e)
        {
            throw new StreamProcessingException(
                $"The function of '{name}' cannot be closed behind Open alone: {e.Message} Close is called for whatever was opened, with a record or without, and also when the job is declared.", e);
        }
    }
}
