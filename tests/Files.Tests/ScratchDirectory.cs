using System.Text;

namespace AkkaStreamProc.Files.Tests;

/// <summary>A directory of one test, removed with everything in it at its end.</summary>
internal sealed class ScratchDirectory : IDisposable
{
    public ScratchDirectory()
    {
        Root = Directory.CreateTempSubdirectory("files-tests-").FullName;
    }

    public string Root { get; }

    public string PathOf(string name) => Path.Join(Root, name);

    public string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    public string Write(string name, byte[] bytes)
    {
        var path = PathOf(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public void Append(string name, string text) => File.AppendAllText(PathOf(name), text);

    /// <summary>The names of the files in the directory, in order, without those that begin with a dot.</summary>
    public string[] VisibleNames(string directory = "") => [.. Names(directory).Where(n => !n.StartsWith('.'))];

    /// <summary>The names of the files that begin with a dot, without the one that says whose output a directory holds.</summary>
    public string[] HiddenNames(string directory = "") => [.. Names(directory).Where(n => n.StartsWith('.') && n != ".sink-owner.json")];

    /// <summary>All lines of all visible files of the directory, file by file.</summary>
    public string[] VisibleLines(string directory = "") =>
        [.. VisibleNames(directory).SelectMany(name => File.ReadAllLines(Path.Join(Root, directory, name)))];

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private IEnumerable<string> Names(string directory) =>
        Directory.EnumerateFiles(Path.Join(Root, directory)).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);
}
