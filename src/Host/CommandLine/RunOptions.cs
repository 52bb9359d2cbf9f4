using System.CommandLine;

namespace AkkaStreamProc.Host.CommandLine;

/// <summary>The options of <c>run</c> that every job has.</summary>
internal sealed class RunOptions
{
    public Option<string?> Parallelism { get; } = new("--parallelism")
    {
        Description = "How many subtasks run each operator. May change between two starts. [default: 1]",
        HelpName = "N",
    };

    public Option<string?> CheckpointInterval { get; } = new("--checkpoint-interval")
    {
        Description = "How often a checkpoint is made. [default: 1s]",
        HelpName = "DURATION",
    };

    public Option<string?> Guarantee { get; } = GuaranteeOption.Create();

    public Option<string?> DataDirectory { get; } = new("--data-dir")
    {
        Description = "Where the job keeps its checkpoints. The same directory continues the job.",
        HelpName = "DIR",
    };

    public Option<bool> Fresh { get; } = new("--fresh")
    {
        Description = "Start anew: discard the checkpoints of the data directory, and say what was discarded.",
    };

    public void AddTo(Command command, IStreamJob job)
    {
        DataDirectory.Description += $" [default: data/{job.Name}]";
        command.Add(Parallelism);
        command.Add(CheckpointInterval);
        command.Add(Guarantee);
        command.Add(DataDirectory);
        command.Add(Fresh);
    }

    /// <summary>The options as settings.</summary>
    public IEnumerable<string> Settings(ParseResult line) =>
    [
        .. OptionSettings.OfNumber(line, Parallelism, "job.parallelism"),
        .. OptionSettings.OfDuration(line, CheckpointInterval, "job.checkpoint-interval"),
        .. GuaranteeOption.Setting(line, Guarantee),
    ];
}
