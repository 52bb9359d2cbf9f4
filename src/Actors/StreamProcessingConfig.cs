using Akka.Cluster.Sharding;
using Akka.Cluster.Tools.Singleton;
using Akka.Configuration;
using Akka.Persistence.Sql;
using AkkaStreamProc.Actors;

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

    /// <summary>A journal and a snapshot store in one SQLite file, <c>state.db</c>, in write-ahead mode; large snapshots in the folder <c>checkpoints</c>.</summary>
    /// <param name="dataDirectory">An existing directory that belongs to one process at a time.</param>
    public static Config SqliteIn(string dataDirectory)
    {
        var full = Path.GetFullPath(dataDirectory);
        return SqliteStore.Config(Path.Combine(full, "state.db"), Path.Combine(full, "checkpoints"));
    }
}
