namespace AkkaStreamProc.Host.Tests;

/// <summary>A directory of one test, deleted with it.</summary>
public sealed class TemporaryDirectory : IDisposable
{
    public string FullPath { get; } = Directory.CreateTempSubdirectory("host-tests-").FullName;

    public string At(string name) => Path.Combine(FullPath, name);

    public string Write(string name, string content)
    {
        File.WriteAllText(At(name), content);
        return At(name);
    }

    public void Dispose() => Directory.Delete(FullPath, recursive: true);
}
