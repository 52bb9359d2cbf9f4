using System.Reflection;

namespace AkkaStreamProc.Host.Jobs;

/// <summary>The jobs of one assembly.</summary>
internal sealed class JobLibrary
{
    /// <summary>The assembly that is used where none is given.</summary>
    public const string DefaultAssembly = "AkkaStreamProc.Examples.dll";

    private JobLibrary(string path, IReadOnlyList<IStreamJob> jobs)
    {
        Path = path;
        Jobs = jobs;
    }

    /// <summary>Where the jobs come from.</summary>
    public string Path { get; }

    /// <summary>The jobs in the order of their names.</summary>
    public IReadOnlyList<IStreamJob> Jobs { get; }

    /// <summary>Finds the public classes of an assembly that implement <see cref="IStreamJob"/>.</summary>
    /// <param name="assembly">The path of the assembly, or <see langword="null"/> for the examples.</param>
    /// <exception cref="HostException">There is no such assembly, it cannot be loaded, or it has no job that can be used.</exception>
    public static JobLibrary Load(string? assembly)
    {
        var path = System.IO.Path.GetFullPath(assembly ?? System.IO.Path.Combine(AppContext.BaseDirectory, DefaultAssembly));
        if (!File.Exists(path))
        {
            throw HostException.Usage($"There is no assembly '{path}'. Give the .dll with your jobs with '--assembly'.");
        }

        var types = TypesOf(path).Where(t => t is { IsPublic: true, IsAbstract: false } && t.IsAssignableTo(typeof(IStreamJob))).ToList();
        if (types.Count == 0)
        {
            throw HostException.Usage($"The assembly '{path}' has no jobs: no public class in it implements {typeof(IStreamJob).FullName}.");
        }

        return new JobLibrary(path, Distinct(path, types.Select(t => Create(path, t))));
    }

    private static Type[] TypesOf(string path)
    {
        try
        {
            var assembly = IsOfHost(path) ? Assembly.Load(AssemblyName.GetAssemblyName(path)) : new JobAssemblyContext(path).LoadFromAssemblyPath(path);
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException e)
        {
            throw HostException.Usage($"The assembly '{path}' cannot be loaded: {e.LoaderExceptions.FirstOrDefault()?.Message ?? e.Message} Put what it depends on beside it.", e);
        }
        catch (Exception e) when (e is BadImageFormatException or IOException or UnauthorizedAccessException)
        {
            throw HostException.Usage($"'{path}' cannot be loaded as an assembly: {e.Message} Give a .dll built for .NET 10 or earlier.", e);
        }
    }

    private static bool IsOfHost(string path) => System.IO.Path.GetDirectoryName(path) == System.IO.Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);

    private static IStreamJob Create(string path, Type type)
    {
        try
        {
            return (IStreamJob)Activator.CreateInstance(type)!;
        }
        catch (Exception e) when (e is MissingMethodException or TargetInvocationException)
        {
            throw HostException.Usage($"The job {type.FullName} in '{path}' cannot be created: {(e.InnerException ?? e).Message} It needs a public constructor without parameters.", e);
        }
    }

    private static List<IStreamJob> Distinct(string path, IEnumerable<IStreamJob> jobs)
    {
        var sorted = jobs.OrderBy(job => job.Name, StringComparer.Ordinal).ToList();
        return sorted.GroupBy(job => job.Name).FirstOrDefault(group => group.Count() > 1) is { } same
            ? throw HostException.Usage($"Several jobs in '{path}' are called '{same.Key}': {string.Join(", ", same.Select(job => job.GetType().FullName))}. Give each a name of its own.")
            : sorted;
    }
}
