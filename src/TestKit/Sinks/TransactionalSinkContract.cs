using System.Reflection;

namespace AkkaStreamProc.TestKit.Sinks;

/// <summary>What every exactly-once sink must do, as scenarios that run against any of them.</summary>
/// <remarks>
/// Made for one test with a parameter, in whatever framework: <see cref="Scenarios"/> gives the names, and
/// <see cref="Run"/> runs one against a new system.
/// </remarks>
/// <example>
/// <code>
/// [Theory, MemberData(nameof(Scenarios))]
/// public void Sink_keeps_the_contract(string scenario) => TransactionalSinkContract.Run(scenario, new MySystem());
/// </code>
/// </example>
public static class TransactionalSinkContract
{
    private static readonly Dictionary<string, Action<ITransactionalSystem>> ByName = typeof(SinkScenarios)
        .GetMethods(BindingFlags.Static | BindingFlags.Public)
        .ToDictionary(m => m.Name, m => m.CreateDelegate<Action<ITransactionalSystem>>());

    /// <summary>The names of the scenarios: sentences.</summary>
    public static IReadOnlyList<string> Scenarios { get; } = [.. ByName.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Runs a scenario.</summary>
    /// <param name="scenario">One of <see cref="Scenarios"/>.</param>
    /// <param name="system">A system in which nothing was written yet.</param>
    /// <exception cref="SinkContractException">The sink breaks the contract; says what was expected and what was seen.</exception>
    public static void Run(string scenario, ITransactionalSystem system) => ByName[scenario](system);
}
