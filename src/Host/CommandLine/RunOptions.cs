using System.CommandLine;
using System.Globalization;

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

    public Option<string?> MissingOffset { get; } = MissingOffsetOption.Create();

    public Option<string?> DataDirectory { get; } = new("--data-dir")
    {
        Description = "Where the job keeps its checkpoints. The same directory continues the job.",
        HelpName = "DIR",
    };

    public Option<bool> Fresh { get; } = new("--fresh")
    {
        Description = "Start anew: discard the checkpoints of the data directory, and say what was discarded.",
    };

    public Option<string?> From { get; } = new("--from")
    {
        Description = "Continue from this retained checkpoint or savepoint rather than from the last, later ones being forgotten; or from the savepoint in this directory.",
        HelpName = "CHECKPOINT|PATH",
    };

    public Option<string[]> AllowDroppedState { get; } = new("--allow-dropped-state")
    {
        Description = "Drop the state that the checkpoint has of this operator, where the job has it no more or has changed it; or one state of it. May be given several times.",
        HelpName = "NAME[/STATE]",
        Arity = ArgumentArity.OneOrMore,
    };

    public Option<string[]> AllowChangedSelectors { get; } = new("--allow-changed-selectors")
    {
        Description = "Take the state of this operator though it was gathered by another selector: both mean the same. May be given several times.",
        HelpName = "NAME",
        Arity = ArgumentArity.OneOrMore,
    };

    public Option<string[]> AllowRepeatedOutput { get; } = new("--allow-repeated-output")
    {
        Description = "Let this sink, though it writes exactly once, write again what it committed after the checkpoint of --from. May be given several times.",
        HelpName = "NAME",
        Arity = ArgumentArity.OneOrMore,
    };

    public void AddTo(Command command, IStreamJob job)
    {
        DataDirectory.Description += $" [default: data/{job.Name}]";
        command.Add(Parallelism);
        command.Add(CheckpointInterval);
        command.Add(Guarantee);
        command.Add(MissingOffset);
        command.Add(DataDirectory);
        command.Add(Fresh);
        command.Add(From);
        command.Add(AllowDroppedState);
        command.Add(AllowChangedSelectors);
        command.Add(AllowRepeatedOutput);
    }

    /// <summary>What the job continues from, as the options say.</summary>
    /// <exception cref="HostException">It is neither the number of a checkpoint nor a path.</exception>
    public JobSettings Continue(ParseResult line, JobSettings settings) => settings with
    {
        StartFresh = line.GetValue(Fresh),
        RestoreFrom = CheckpointOf(line.GetValue(From)),
        RestoreFromPath = CheckpointOf(line.GetValue(From)) is null ? PathOf(line.GetValue(From)) : null,
        AllowDroppedState = line.GetValue(AllowDroppedState) ?? [],
        AllowChangedSelectors = line.GetValue(AllowChangedSelectors) ?? [],
        AllowRepeatedOutput = line.GetValue(AllowRepeatedOutput) ?? [],
    };

    private static long? CheckpointOf(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    private static string? PathOf(string? text) =>
        text is null || Path.Exists(text)
            ? text
            : throw HostException.Usage($"'{text}' is neither the number of a checkpoint nor a savepoint that is there. Give one, for example --from 12 (the last ones and all savepoints are retained), or --from data/savepoints/NAME.");

    /// <summary>The options as settings.</summary>
    public IEnumerable<string> Settings(ParseResult line) =>
    [
        .. OptionSettings.OfNumber(line, Parallelism, "job.parallelism"),
        .. OptionSettings.OfDuration(line, CheckpointInterval, "job.checkpoint-interval"),
        .. GuaranteeOption.Setting(line, Guarantee),
        .. MissingOffsetOption.Setting(line, MissingOffset),
    ];
}
