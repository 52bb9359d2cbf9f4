using System.Globalization;
using System.Text;
using AkkaStreamProc.Connectors.Kafka.Embedded.Storage;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Logs;

/// <summary>Remembers the first offset a partition still offers, where that is not the beginning of its first segment.</summary>
internal static class StartOffsetFile
{
    private const string Name = "start-offset";

    /// <summary>The remembered offset; 0 when none has been written.</summary>
    public static long Read(string directory)
    {
        string path = Path.Combine(directory, Name);
        if (!File.Exists(path))
        {
            return 0;
        }

        string text = File.ReadAllText(path);
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long offset)
            ? offset
            : throw new EmbeddedKafkaDirectoryException($"The file {path} should hold an offset but holds '{text}'. Delete it to offer everything that is in the log.");
    }

    public static void Write(string directory, long offset, bool flush) =>
        AtomicFile.Write(Path.Combine(directory, Name), Encoding.ASCII.GetBytes(offset.ToString(CultureInfo.InvariantCulture)), flush);
}
