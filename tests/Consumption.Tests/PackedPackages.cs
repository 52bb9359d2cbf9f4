using System.Reflection;

namespace AkkaStreamProc.Consumption.Tests;

/// <summary>The packages of this repository in a feed of their own, outside the repository.</summary>
public sealed class PackedPackages : IAsyncLifetime
{
    private readonly string _root = Directory.CreateTempSubdirectory("consumption-").FullName;

    /// <summary>Where the packages lie.</summary>
    public string Feed => Path.Combine(_root, "feed");

    public string Version { get; } = Metadata("Version");

    /// <summary>
    /// Where projects install: not the user's folder, in which a package of ours with the same version would win over
    /// the one packed now. What others have published is taken from the user's.
    /// </summary>
    private string Installed => Path.Combine(_root, "installed");

    public async Task InitializeAsync()
    {
        var project = Path.Combine(Repository.Root, "tests", "Consumption.Tests", "Pack.targets");
        var packed = await DotNet.RunAsync(
            _root, Repository.InstalledPackages, "msbuild", project, "-nologo", "-v:quiet", $"-p:Configuration={Metadata("Configuration")}", $"-p:Feed={Feed}");
        packed.ShouldSucceed();
    }

    public Task DisposeAsync()
    {
        Directory.Delete(_root, recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>Writes a project that refers to packages, and its sources.</summary>
    /// <returns>The folder of the project.</returns>
    internal string CreateProject(string name, string properties, IEnumerable<string> packages, params IEnumerable<(string Name, string Text)> sources)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_root, name)).FullName;
        File.WriteAllText(Path.Combine(folder, "nuget.config"),
            $"""
             <configuration>
               <packageSources>
                 <add key="packed" value="{Feed}" />
               </packageSources>
               <fallbackPackageFolders>
                 <add key="installed" value="{Repository.InstalledPackages}" />
               </fallbackPackageFolders>
             </configuration>
             """);
        File.WriteAllText(Path.Combine(folder, $"{name}.csproj"),
            $"""
             <Project Sdk="Microsoft.NET.Sdk">
               <PropertyGroup>
                 <TargetFramework>net10.0</TargetFramework>
                 <ImplicitUsings>enable</ImplicitUsings>
                 <Nullable>enable</Nullable>
                 <NuGetAudit>false</NuGetAudit>
                 {properties}
               </PropertyGroup>
               <ItemGroup>
                 {string.Join(Environment.NewLine, packages.Select(p => $"""<PackageReference Include="{p}" Version="{VersionOf(p)}" />"""))}
               </ItemGroup>
             </Project>
             """);
        foreach (var (file, text) in sources)
        {
            File.WriteAllText(Path.Combine(folder, file), text);
        }

        return folder;
    }

    internal Task<CommandResult> BuildAsync(string folder) =>
        DotNet.RunAsync(folder, Installed, "build", "--nologo", "-v:quiet", "-o", "bin/app");

    internal Task<CommandResult> RunAsync(string folder, string name) => DotNet.RunAsync(folder, Installed, Path.Combine(folder, "bin", "app", $"{name}.dll"));

    private string VersionOf(string package) =>
        package.StartsWith("AkkaStreamProc.", StringComparison.Ordinal) ? Version : Repository.CentralVersion(package);

    private static string Metadata(string key) =>
        typeof(PackedPackages).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
