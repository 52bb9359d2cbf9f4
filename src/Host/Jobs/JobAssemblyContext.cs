using System.Reflection;
using System.Runtime.Loader;

namespace AkkaStreamProc.Host.Jobs;

/// <summary>Loads an assembly of jobs with its own dependencies, but shares every assembly the Host has.</summary>
/// <remarks>Sharing is what makes a job's <c>IStreamJob</c> the same type as the Host's.</remarks>
internal sealed class JobAssemblyContext(string path) : AssemblyLoadContext(Path.GetFileNameWithoutExtension(path))
{
    private readonly AssemblyDependencyResolver _resolver = new(path);

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        try
        {
            return Default.LoadFromAssemblyName(assemblyName);
        }
        catch (FileNotFoundException)
        {
            return _resolver.ResolveAssemblyToPath(assemblyName) is { } own ? LoadFromAssemblyPath(own) : null;
        }
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } own ? LoadUnmanagedDllFromPath(own) : 0;
}
