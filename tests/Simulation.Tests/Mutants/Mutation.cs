using Mono.Cecil;

namespace AkkaStreamProc.Simulation.Tests.Mutants;

/// <summary>A mistake that is made in a compiled assembly, so that the code under test needs no switch for it.</summary>
/// <param name="Name">What is wrong with the mutant.</param>
/// <param name="Assembly">The assembly, by its name.</param>
/// <param name="Make">Makes the mistake; fails where the code to change is not found.</param>
internal sealed record Mutation(string Name, string Assembly, Action<ModuleDefinition> Make)
{
    /// <summary>Whether it shows even where nothing fails and nobody asks for anything.</summary>
    public bool IsVisibleWhenCalm { get; init; }
}
