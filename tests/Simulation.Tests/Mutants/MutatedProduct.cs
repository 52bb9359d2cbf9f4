using System.Reflection;
using System.Runtime.Loader;
using Mono.Cecil;

namespace AkkaStreamProc.Simulation.Tests.Mutants;

/// <summary>The product and this suite loaded once more, with one mistake in them, beside the right ones.</summary>
internal sealed class MutatedProduct(Mutation? mutation) : AssemblyLoadContext(mutation?.Name ?? "no mutation")
{
    /// <summary>What the suite notices first.</summary>
    /// <param name="firstSeed">Where it begins.</param>
    /// <param name="seeds">How many seeds each property goes through at the most.</param>
    /// <param name="isCalm">Whether nothing fails and nothing crashes.</param>
    /// <returns>The failure, or <see langword="null"/> where there is none.</returns>
    public string? FirstFailure(int firstSeed, int seeds, bool isCalm = false) =>
        (string?)LoadFromAssemblyName(typeof(Suite).Assembly.GetName())
            .GetType(typeof(Suite).FullName!, throwOnError: true)!
            .GetMethod(nameof(Suite.FirstFailure), BindingFlags.Static | BindingFlags.Public)!
            .Invoke(null, [firstSeed, seeds, isCalm]);

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (!assemblyName.Name!.StartsWith("AkkaStreamProc.", StringComparison.Ordinal))
        {
            return null;
        }

        var file = Path.Combine(AppContext.BaseDirectory, assemblyName.Name + ".dll");
        if (assemblyName.Name != mutation?.Assembly)
        {
            return LoadFromAssemblyPath(file);
        }

        using var module = ModuleDefinition.ReadModule(file);
        mutation.Make(module);
        using var image = new MemoryStream();
        module.Write(image);
        image.Position = 0;
        return LoadFromStream(image);
    }
}
