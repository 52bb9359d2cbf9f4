using Akka.Configuration;
using Akka.Event;
using AkkaStreamProc.Actors.Hosting;
using AkkaStreamProc.Host.Logging;
using AkkaStreamProc.Host.Settings;

namespace AkkaStreamProc.Host.Storage;

/// <summary>The configuration of an actor system that keeps its jobs in a data directory, unless the settings have another store.</summary>
internal static class StoreConfig
{
    public static Config Of(HostSettings settings, Log log, DataDirectory directory)
    {
        var levels = ConfigurationFactory.ParseString($"akka.loglevel = {log.LowestLevel.StringFor()}").WithFallback(settings.All);
        if (!settings.UsesSqlite)
        {
            return levels;
        }

        StoreCheck.Run(directory.FullPath, settings.ChecksStore);
        var store = StreamProcessingConfig.SqliteIn(directory.FullPath);
        return ChosenDirectories(settings).WithFallback(store).WithFallback(levels);
    }

    /// <summary>Directories that somebody set, which win over those beside the store.</summary>
    private static Config ChosenDirectories(HostSettings settings) => ConfigurationFactory.ParseString(string.Join(
        '\n',
        from setting in new[] { "akka-stream-proc.checkpoints.directory", "akka-stream-proc.checkpoints.savepoint-directory" }
        let directory = settings.All.GetString(setting)
        where directory is { Length: > 0 }
        select $"{setting} = \"{directory.Replace("\\", "\\\\", StringComparison.Ordinal)}\""));
}
