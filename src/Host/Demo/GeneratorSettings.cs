using System.Text.Json;
using System.Text.Json.Serialization;

namespace AkkaStreamProc.Host.Demo;

/// <summary>What the clicks of a demonstration follow from; the same over all its starts.</summary>
/// <param name="Seed">Chooses among all such sequences.</param>
/// <param name="StartMs">The event time of the first click, in milliseconds since the Unix epoch.</param>
/// <param name="StepMicroseconds">The event time from one click to the next.</param>
internal sealed record GeneratorSettings(long Seed, long StartMs, long StepMicroseconds)
{
    private const string FileName = "generator.json";

    /// <summary>Reads the settings of a demonstration that is continued, or keeps those of a new one.</summary>
    /// <param name="directory">The data directory of the demonstration, which exists.</param>
    /// <param name="initial">The settings of a new one.</param>
    /// <exception cref="HostException">The file is there and cannot be understood.</exception>
    public static GeneratorSettings ReadOrKeep(string directory, GeneratorSettings initial)
    {
        var path = Path.Combine(directory, FileName);
        if (!File.Exists(path))
        {
            // Written aside and renamed, so that a start that is cut off leaves no half file.
            File.WriteAllText(path + ".new", JsonSerializer.Serialize(initial, GeneratorJson.Default.GeneratorSettings));
            File.Move(path + ".new", path, overwrite: true);
            return initial;
        }

        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(path), GeneratorJson.Default.GeneratorSettings) ?? throw new JsonException("the file says null");
        }
        catch (JsonException e)
        {
            throw HostException.Unavailable($"The file '{path}' cannot be understood: {e.Message} Delete the directory to begin the demonstration anew.", e);
        }
    }
}

/// <summary>The form of the file.</summary>
[JsonSerializable(typeof(GeneratorSettings))]
internal sealed partial class GeneratorJson : JsonSerializerContext;
