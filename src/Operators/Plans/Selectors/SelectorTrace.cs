using System.Linq.Expressions;
using System.Reflection;

namespace AkkaStreamProc.Operators.Plans.Selectors;

/// <summary>What code takes of a record, as a text: the members it uses and the constants, in the order of their use.</summary>
/// <remarks>
/// State that was gathered by one selector means nothing to another of the same type. Two selectors of the same text are taken to be
/// the same. Names of parameters, white space and optimisations of the compiler do not count; what a member does that is used, and what
/// is compared or decided, is not seen. An expression and a delegate of the same code mostly have one text, and need not.
/// </remarks>
internal static class SelectorTrace
{
    /// <summary>The text of an expression.</summary>
    public static string Of(LambdaExpression selector) => ExpressionTrace.Of(selector);

    /// <summary>The text of a delegate; <see langword="null"/> where its code cannot be read.</summary>
    public static string? Of(Delegate selector) => MethodTrace.Of(selector);

    /// <summary>The text of the selectors that an aggregate of the library has been given; <see langword="null"/> for one of the user's.</summary>
    public static string? OfAggregate(object aggregate)
    {
        if (aggregate.GetType().Assembly != typeof(SelectorTrace).Assembly)
        {
            return null;
        }

        var selectors = aggregate.GetType().GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(field => typeof(Delegate).IsAssignableFrom(field.FieldType))
            .Select(field => field.GetValue(aggregate)).OfType<Delegate>()
            // Several steps of one aggregate call the selector that it was given.
            .Select(MethodTrace.Of).Distinct().ToList();
        return selectors.Count == 0 || selectors.Contains(null) ? null : string.Join(" ", selectors);
    }
}
