using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using AkkaStreamProc.Actors.Checkpoints.Stores;
using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Operators.Plans;

namespace AkkaStreamProc.Actors.Checkpoints.Manifests;

/// <summary>What a savepoint is and where it has what: the file <c>manifest.json</c> in its directory.</summary>
/// <remarks>
/// Format 1: JSON. The names of objects are relative to the manifest, so a directory may be copied and moved. It is written
/// last and only once, so a directory with a manifest is whole.
/// </remarks>
/// <param name="Format">The version of the form.</param>
/// <param name="Job">The name of the job.</param>
/// <param name="Life">The life of the job.</param>
/// <param name="Checkpoint">The number of the checkpoint.</param>
/// <param name="CompletedAt">When every snapshot of it was stored.</param>
/// <param name="Duration">From its trigger to there.</param>
/// <param name="Fingerprint">Of the graph of the job.</param>
/// <param name="Shape">What the fingerprint is taken of.</param>
/// <param name="KeyGroups">The number of key groups.</param>
/// <param name="Watermark">The lowest watermark at its barriers.</param>
/// <param name="Counters">What the operators had counted at its barriers.</param>
/// <param name="Operators">What it has of each operator, by name.</param>
/// <param name="Objects">The files beside the manifest.</param>
/// <param name="HighestParallelism">The most subtasks any attempt had for an operator, by name: what they left outside is still there.</param>
internal sealed record CheckpointManifest(
    int Format,
    string Job,
    Guid Life,
    long Checkpoint,
    DateTimeOffset CompletedAt,
    TimeSpan Duration,
    string Fingerprint,
    string Shape,
    int KeyGroups,
    long Watermark,
    IReadOnlyList<OperatorStatus> Counters,
    IReadOnlyDictionary<string, ManifestOperator> Operators,
    IReadOnlyList<ManifestObject> Objects,
    IReadOnlyDictionary<string, int> HighestParallelism)
{
    public const int CurrentFormat = 1;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter() },
        IgnoreReadOnlyProperties = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    /// <summary>How many bytes its objects have together.</summary>
    public long Bytes => Objects.Sum(o => o.Length);

    /// <summary>Describes a checkpoint whose snapshots are all stored.</summary>
    /// <param name="plan">How the attempt runs that took it.</param>
    /// <param name="shape">What the fingerprint of its graph is taken of.</param>
    /// <param name="life">The life of the job.</param>
    /// <param name="completed">The checkpoint.</param>
    /// <param name="snapshots">What each subtask has stored, by vertex and number.</param>
    /// <param name="highestParallelism">The most subtasks any attempt had for an operator, by name.</param>
    public static CheckpointManifest Of(
        ExecutionPlan plan,
        string shape,
        Guid life,
        CompletedCheckpoint completed,
        IEnumerable<(PlanVertex Vertex, int Index, StoredSnapshot Snapshot)> snapshots,
        IReadOnlyDictionary<string, int> highestParallelism)
    {
        var all = snapshots.OrderBy(s => s.Vertex.Id).ThenBy(s => s.Index).ToList();
        return new CheckpointManifest(
            CurrentFormat,
            plan.Job,
            life,
            completed.Id,
            completed.Status.CompletedAt,
            completed.Status.Duration,
            plan.Fingerprint,
            shape,
            plan.MaxParallelism,
            completed.Watermark,
            completed.Operators,
            completed.Places!.ToDictionary(p => p.Key, p => new ManifestOperator(
                p.Value.Vertex,
                p.Value.Parallelism,
                p.Value.Signature,
                p.Value.States,
                [
                    .. from stored in all
                       from part in stored.Snapshot.Parts
                       where part.Operator == p.Key
                       select new ManifestPart(
                           part.State, part.FirstKeyGroup, part.KeyGroups, CheckpointNames.SnapshotOf(stored.Vertex.Name, stored.Index), part.Offset, part.Length),
                ],
                p.Value.Form)),
            [
                .. all.Select(s => new ManifestObject(
                    CheckpointNames.SnapshotOf(s.Vertex.Name, s.Index), ManifestObject.Snapshot, IsShared: false, s.Snapshot.Length, s.Snapshot.Hash.ToString("x16", System.Globalization.CultureInfo.InvariantCulture))),
            ],
            highestParallelism);
    }

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, Options);

    /// <summary>Reads a manifest.</summary>
    /// <param name="path">Its directory, or the file itself.</param>
    /// <exception cref="StreamProcessingException">There is none, or it is none that this version understands; says which.</exception>
    public static CheckpointManifest Read(string path)
    {
        if (string.IsNullOrWhiteSpace(path))
        {
            throw new StreamProcessingException("An empty path is no savepoint. Give the directory of one.");
        }

        var file = DirectoryOf(path) is var directory && Directory.Exists(directory) ? Path.Combine(directory, CheckpointNames.Manifest) : Path.GetFullPath(path);
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StreamProcessingException(
                $"'{path}' is no savepoint: {(e is FileNotFoundException or DirectoryNotFoundException ? $"there is no '{file}'. A savepoint is a directory with a {CheckpointNames.Manifest}; without one it was not completed" : e.Message)}.", e);
        }

        return Parse(bytes, file);
    }

    /// <summary>Understands the bytes of a manifest.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="what">What they are, for the error.</param>
    /// <exception cref="StreamProcessingException">They are no manifest that this version understands; says why.</exception>
    public static CheckpointManifest Parse(byte[] bytes, string what)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            var format = document.RootElement.TryGetProperty("format", out var number) && number.TryGetInt32(out var version) ? version : 0;
            return format == CurrentFormat
                ? document.Deserialize<CheckpointManifest>(Options)!
                : throw new StreamProcessingException($"'{what}' is the manifest of a savepoint of format {format}, this version reads format {CurrentFormat}. Continue with the version that wrote it.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new StreamProcessingException($"'{what}' is not the manifest of a savepoint, or was damaged: {e.Message}", e);
        }
    }

    /// <summary>The directory of a savepoint, given it or its manifest.</summary>
    public static string DirectoryOf(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        return Path.GetFileName(full) == CheckpointNames.Manifest ? Path.GetDirectoryName(full)! : full;
    }

    /// <summary>The checkpoint as a job that continues from it takes it into its journal.</summary>
    /// <param name="directory">Where it lies, fully.</param>
    public CompletedCheckpoint ToCheckpoint(string directory) => new(
        new CheckpointStatus(Checkpoint, true, CompletedAt, Duration, Bytes),
        Operators.Values.GroupBy(o => o.Vertex).ToDictionary(v => v.Key, v => v.First().Parallelism),
        Watermark,
        Counters,
        Operators.ToDictionary(o => o.Key, o => new OperatorPlace(o.Value.Vertex, o.Value.Parallelism, o.Value.States, o.Value.Signature, o.Value.Form)),
        directory);
}
