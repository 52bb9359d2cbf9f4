using AkkaStreamProc.Actors.Checkpoints.Manifests;
using AkkaStreamProc.Actors.Checkpoints.Verdicts;
using AkkaStreamProc.Actors.Jobs;

namespace AkkaStreamProc;

/// <summary>What a savepoint in a directory holds, without any job or actor system.</summary>
/// <example>
/// <code>
/// var savepoint = SavepointInfo.Read("data/visits/savepoints/visits~57~0a1b2c3d");
/// savepoint.Verify();
/// Console.WriteLine($"{savepoint.Job}: {savepoint.Bytes} bytes of {savepoint.CompletedAt:u}");
/// </code>
/// </example>
public sealed class SavepointInfo
{
    private readonly Savepoint _savepoint;

    private SavepointInfo(Savepoint savepoint)
    {
        _savepoint = savepoint;
        Operators =
        [
            .. from op in Manifest.Operators
               select new SavepointOperator(
                   op.Key,
                   op.Value.Parallelism,
                   [
                       .. from part in op.Value.Parts
                          group part by part.State into state
                          select new SavepointState(state.Key, state.Sum(p => p.KeyGroups), state.Sum(p => p.Length)),
                   ]),
        ];
    }

    /// <summary>Where it lies.</summary>
    public string Directory => _savepoint.Directory;

    /// <summary>The job it is of; only a job of this name continues from it.</summary>
    public string Job => Manifest.Job;

    /// <summary>The number of the checkpoint.</summary>
    public long Checkpoint => Manifest.Checkpoint;

    /// <summary>When it was complete.</summary>
    public DateTimeOffset CompletedAt => Manifest.CompletedAt;

    /// <summary>The fingerprint of the graph that took it.</summary>
    public string Fingerprint => Manifest.Fingerprint;

    /// <summary>What the fingerprint is taken of: a line for each operator, with its states.</summary>
    public string Shape => Manifest.Shape;

    /// <summary>The number of key groups, which a job that continues must have.</summary>
    public int KeyGroups => Manifest.KeyGroups;

    /// <summary>The lowest watermark at its barriers, in milliseconds since the Unix epoch; <see cref="long.MinValue"/> where there was none.</summary>
    public long Watermark => Manifest.Watermark;

    /// <summary>How many bytes its files have together, the manifest not counted.</summary>
    public long Bytes => Manifest.Bytes;

    /// <summary>How many files it has beside the manifest.</summary>
    public int Files => Manifest.Objects.Count;

    /// <summary>What it holds of each operator, chain by chain.</summary>
    public IReadOnlyList<SavepointOperator> Operators { get; }

    /// <summary>What the operators had counted at its barriers.</summary>
    public IReadOnlyList<OperatorStatus> Counters => Manifest.Counters;

    private CheckpointManifest Manifest => _savepoint.Manifest;

    /// <summary>Reads the manifest of a savepoint.</summary>
    /// <param name="path">Its directory, or the manifest itself.</param>
    /// <exception cref="StreamProcessingException">There is none, or it is none that this version understands; says which.</exception>
    public static SavepointInfo Read(string path) => new(Savepoint.In(path));

    /// <summary>What becomes of each state when a job continues from the savepoint: of those that it has, and of those that are new. Starts nothing.</summary>
    /// <param name="graph">The job, as it is to be submitted.</param>
    /// <exception cref="StreamProcessingException">The savepoint is of another job, or has another number of key groups, so that the job cannot continue from it at all.</exception>
    public IReadOnlyList<StateVerdict> Check(JobGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return graph.Name != Job
            ? throw new StreamProcessingException($"The savepoint in '{Directory}' is of the job '{Job}', and the job '{graph.Name}' cannot continue from it.")
            : graph.MaxParallelism != KeyGroups
                ? throw new StreamProcessingException($"The job '{Job}' has {graph.MaxParallelism} key groups, the savepoint in '{Directory}' has {KeyGroups}, and the number cannot change. Submit it with {KeyGroups}.")
                : StateVerdicts.Of(graph, Manifest.ToCheckpoint(Directory).Places!);
    }

    /// <summary>Reads every file and compares its length and hash with what was written. Blocks.</summary>
    /// <exception cref="StreamProcessingException">One is missing or damaged; names it.</exception>
    public void Verify() => _savepoint.Verify();
}

/// <summary>What a savepoint holds of one operator.</summary>
/// <param name="Name">The name of the operator.</param>
/// <param name="Parallelism">How many subtasks it had.</param>
/// <param name="States">Its states, and what else belongs to it.</param>
public sealed record SavepointOperator(string Name, int Parallelism, IReadOnlyList<SavepointState> States);

/// <summary>One state of an operator in a savepoint.</summary>
/// <param name="Name">The name of the state; of items that every subtask has (counters, positions), theirs.</param>
/// <param name="KeyGroups">How many key groups it has; 0 where it is not keyed.</param>
/// <param name="Bytes">How many bytes it has.</param>
public sealed record SavepointState(string Name, int KeyGroups, long Bytes);
