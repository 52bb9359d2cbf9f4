using Akka.Cluster.Sharding;
using Akka.Cluster.Tools.Singleton;
using Akka.Configuration;
using Akka.Persistence.Sql;
using AkkaStreamProc.Actors;
using AkkaStreamProc.Shared;

namespace AkkaStreamProc;

/// <summary>The HOCON an actor system needs to run jobs.</summary>
public static class StreamProcessingConfig
{
    private static readonly Lazy<Config> Reference = new(() =>
        ConfigurationFactory.FromResource<StreamProcessing>("AkkaStreamProc.Actors.reference.conf")
            .WithFallback(ClusterSharding.DefaultConfig())
            .WithFallback(ClusterSingleton.DefaultConfig())
            .WithFallback(Akka.DistributedData.DistributedData.DefaultConfig())
            .WithFallback(SqlPersistence.DefaultConfiguration));

    /// <summary>
    /// The settings with their defaults (the file <c>hocon/reference.conf</c>): everything but where to store.
    /// </summary>
    public static Config Defaults => Reference.Value;

    /// <summary>A journal and a snapshot store in one SQLite file, <c>state.db</c>, in write-ahead mode; large snapshots in the folder <c>checkpoints</c>, savepoints in the folder <c>savepoints</c>.</summary>
    /// <param name="dataDirectory">
    /// A directory that belongs to one actor system at a time; created where it does not exist. A second system is refused by
    /// <see cref="StreamProcessing.For"/>.
    /// </param>
    /// <exception cref="StreamProcessingException">The directory cannot be created.</exception>
    public static Config SqliteIn(string dataDirectory)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(dataDirectory);
        var full = Path.GetFullPath(dataDirectory);
        try
        {
            DurableDirectory.Create(full);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StreamProcessingException($"The data directory '{full}' cannot be created: {e.Message}", e);
        }

        return SqliteStore.Config(full);
    }
}
