using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.Loader;
using AkkaStreamProc.Host.Jobs;

namespace AkkaStreamProc.Host.Tests.Jobs;

public sealed class AssembliesBesideHostTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Assembly_that_no_one_was_built_with_is_found_beside_the_host()
    {
        var driver = new AssemblyName("Driver.Of.Another.Database") { Version = new Version(3, 1, 4, 1) };
        var assembly = new PersistedAssemblyBuilder(driver, typeof(object).Assembly);
        assembly.DefineDynamicModule(driver.Name!);
        assembly.Save(_directory.At("Driver.Of.Another.Database.dll"));
        var context = new AssemblyLoadContext("host", isCollectible: true);
        Should.Throw<FileNotFoundException>(() => context.LoadFromAssemblyName(new AssemblyName(driver.Name!)));

        AssembliesBesideHost.Enable(context, _directory.FullPath);

        context.LoadFromAssemblyName(new AssemblyName(driver.Name!)).GetName().Version.ShouldBe(driver.Version);
        Should.Throw<FileNotFoundException>(() => context.LoadFromAssemblyName(new AssemblyName("Driver.Of.No.Database")));
        context.Unload();
    }
}
