using System.Buffers;
using AkkaStreamProc.Bench.Kafka;
using AkkaStreamProc.Examples.ClickCounts;

namespace AkkaStreamProc.Bench.Startup;

/// <summary>A file of clicks as JSON lines, in a directory of its own that goes away with it.</summary>
internal sealed class ClickFile : IDisposable
{
    private const int ClicksPerSecond = 1000;

    public ClickFile(int clicks)
    {
        Directory = System.IO.Directory.CreateTempSubdirectory("bench-start-").FullName;
        Path = System.IO.Path.Combine(Directory, "clicks.jsonl");
        var sequence = new ClickSequence(ClicksPerSecond);
        var serializer = new ClickSerializer();
        var line = new ArrayBufferWriter<byte>();
        using var file = File.Create(Path);
        for (var i = 0; i < clicks; i++)
        {
            line.ResetWrittenCount();
            serializer.Serialize(sequence.Next(), line);
            line.Write("\n"u8);
            file.Write(line.WrittenSpan);
        }
    }

    /// <summary>Where the file is, and where runs may put their data.</summary>
    public string Directory { get; }

    public string Path { get; }

    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);
}
