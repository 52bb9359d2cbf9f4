using AkkaStreamProc.Host.Settings;
using AkkaStreamProc.Host.Terminals;
using AkkaStreamProc.Operators.Jobs;

namespace AkkaStreamProc.Host.Jobs;

/// <summary>A job with its arguments: what <c>run</c> runs and <c>explain</c> explains.</summary>
/// <param name="Job">The job.</param>
/// <param name="Arguments">The options that were given, by name.</param>
/// <param name="DataDirectory">Where its checkpoints are.</param>
internal sealed record JobDefinition(IStreamJob Job, IReadOnlyDictionary<string, string> Arguments, string DataDirectory)
{
    /// <summary>A job that declares an option of this name is told the data directory the Host uses.</summary>
    public const string DataDirectoryOption = "data-dir";

    /// <summary>Builds the graph.</summary>
    /// <param name="settings">The settings of the process.</param>
    /// <param name="terminal">Where a console sink writes.</param>
    /// <param name="sinkDirectories">Takes the directories the job writes files into.</param>
    /// <exception cref="HostException">An argument is missing or makes no sense.</exception>
    public JobGraph Build(HostSettings settings, Terminal terminal, ISet<string> sinkDirectories)
    {
        var values = new Dictionary<string, string>(Arguments);
        if (Job.Options.Any(option => option.Name == DataDirectoryOption))
        {
            values[DataDirectoryOption] = DataDirectory;
        }

        try
        {
            var used = new UsedAddresses();
            var builder = new JobBuilder(Job.Name, HostConnectors.Create(settings, terminal, sinkDirectories, used))
            {
                Parallelism = settings.Parallelism,
                MaxParallelism = settings.MaxParallelism,
            };
            Job.Define(builder, new JobArguments(Job.Options, values));
            used.RefuseLoops();
            return builder.Build();
        }
        catch (StreamProcessingException e)
        {
            throw HostException.Usage(e.Message, e);
        }
    }
}
