using AkkaStreamProc.Operators.Streams;

namespace AkkaStreamProc.Operators.Jobs;

/// <summary>Gives every operator of a job the name that is its own.</summary>
internal static class OperatorNames
{
    /// <summary>
    /// The names the user gave, and those of operators with state, as they are; those of the others with a number where
    /// several would have the same.
    /// </summary>
    /// <exception cref="StreamProcessingException">
    /// A name cannot be kept by every store, or is given twice: a stateful operator is addressed by its name in every later
    /// version of the job, so where two would have the same, the user must choose.
    /// </exception>
    public static IReadOnlyDictionary<OperatorDeclaration, string> Of(string job, IReadOnlyList<OperatorDeclaration> operators)
    {
        var names = new Dictionary<OperatorDeclaration, string>();
        var taken = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var op in operators.Where(IsFixed))
        {
            Verify(job, op.Name, taken);
            taken.Add(op.Name, op.Name);
            names.Add(op, op.Name);
        }

        foreach (var op in operators.Where(o => !IsFixed(o)))
        {
            var name = op.Name;
            for (var number = 2; !taken.TryAdd(name, name); number++)
            {
                name = $"{op.Name}-{number}";
            }

            names.Add(op, name);
        }

        return names;
    }

    private static bool IsFixed(OperatorDeclaration op) => op.IsNamed || op.Definition.States.Count > 0;

    private static void Verify(string job, string name, Dictionary<string, string> taken)
    {
        if (Naming.FaultOfOperator(name) is { } fault)
        {
            throw new StreamProcessingException($"'{name}' cannot name an operator of the job '{job}': {fault}.");
        }

        if (taken.TryGetValue(name, out var other))
        {
            throw new StreamProcessingException(other == name
                ? $"Two operators of the job '{job}' are called '{name}', and state is addressed by the name. Give each a name of its own (the parameter 'name')."
                : $"The operators '{other}' and '{name}' of the job '{job}' differ in upper and lower case only, and some stores do not tell their state apart. Give one another name.");
        }
    }
}
