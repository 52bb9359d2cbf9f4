using System.Runtime.Loader;

namespace AkkaStreamProc.Host.Jobs;

/// <summary>Lets assemblies be loaded that lie beside the Host although it was not built with them, such as the driver of another database.</summary>
internal static class AssembliesBesideHost
{
    /// <param name="context">Where they are looked for after everything else.</param>
    /// <param name="directory">Where they lie.</param>
    public static void Enable(AssemblyLoadContext context, string directory) =>
        context.Resolving += (loading, name) => Path.Combine(directory, name.Name + ".dll") is var path && File.Exists(path) ? loading.LoadFromAssemblyPath(path) : null;
}
