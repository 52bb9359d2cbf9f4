using System.Reflection;

namespace AkkaStreamProc.TestKit.Sources;

/// <summary>What every source must do for a job to continue exactly, as scenarios that run against any of them.</summary>
/// <remarks>
/// Made for one test with a parameter, in whatever framework: <see cref="Scenarios"/> gives the names, and
/// <see cref="Run"/> runs one.
/// </remarks>
/// <example>
/// <code>
/// [Theory, MemberData(nameof(Scenarios))]
/// public void Source_keeps_the_contract(string scenario) => SourceContract.Run(scenario, new MySystem());
/// </code>
/// </example>
public static class SourceContract
{
    private static readonly Dictionary<string, Action<ISourceSystem>> ByName = typeof(SourceScenarios)
        .GetMethods(BindingFlags.Static | BindingFlags.Public)
        .ToDictionary(m => m.Name, m => m.CreateDelegate<Action<ISourceSystem>>());

    /// <summary>The names of the scenarios: sentences.</summary>
    public static IReadOnlyList<string> Scenarios { get; } = [.. ByName.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Runs a scenario.</summary>
    /// <param name="scenario">One of <see cref="Scenarios"/>.</param>
    /// <param name="system">The system to read from.</param>
    /// <exception cref="SourceContractException">The source breaks the contract; says what was expected and what was seen.</exception>
    public static void Run(string scenario, ISourceSystem system) => ByName[scenario](system);
}
