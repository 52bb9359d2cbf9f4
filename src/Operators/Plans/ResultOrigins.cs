using AkkaStreamProc.Operators.Changelogs;

namespace AkkaStreamProc.Operators.Plans;

/// <summary>Where the results of operators have a property from, which others keep that are fed by them.</summary>
internal static class ResultOrigins
{
    /// <summary>For each operator whose results have a property, the one that gives it to them.</summary>
    /// <param name="operators">The operators, each behind what feeds it.</param>
    /// <param name="changesOf">Whether an operator gives the property to its results (<see cref="ResultChanges.Own"/>), or keeps it.</param>
    /// <param name="feedersOf">Whose results it takes: not what comes from side outputs.</param>
    public static IReadOnlyDictionary<TOperator, TOperator> Of<TOperator>(
        IEnumerable<TOperator> operators, Func<TOperator, ResultChanges> changesOf, Func<TOperator, IEnumerable<TOperator>> feedersOf)
        where TOperator : class
    {
        var origins = new Dictionary<TOperator, TOperator>();
        foreach (var op in operators)
        {
            var origin = changesOf(op) switch
            {
                ResultChanges.Own => op,
                ResultChanges.OfInputs => origins.FirstOf(feedersOf(op)),
                _ => null,
            };
            if (origin is not null)
            {
                origins.Add(op, origin);
            }
        }

        return origins;
    }

    /// <summary>The origin of the first of some operators that has one.</summary>
    public static TOperator? FirstOf<TOperator>(this IReadOnlyDictionary<TOperator, TOperator> origins, IEnumerable<TOperator> operators)
        where TOperator : class => operators.Select(op => origins.GetValueOrDefault(op)).FirstOrDefault(origin => origin is not null);
}
