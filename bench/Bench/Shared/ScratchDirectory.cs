namespace AkkaStreamProc.Bench.Shared;

/// <summary>A directory that goes away with it.</summary>
internal sealed class ScratchDirectory : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("bench-");

    public string Path => _directory.FullName;

    public void Dispose() => _directory.Delete(recursive: true);
}
