using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Cluster.Tools.Singleton;
using Akka.Configuration;
using AkkaStreamProc.Actors.Checkpoints.Stores;
using AkkaStreamProc.Actors.Exchange.Transport;

namespace AkkaStreamProc.Actors;

/// <summary>The section <c>akka-stream-proc</c> of the configuration.</summary>
/// <remarks>
/// Sharding and singletons have sections of their own here: what an application sets for its own entities
/// (<c>akka.cluster.sharding</c>), such as a passivation of idle ones, must not reach subtasks.
/// </remarks>
internal sealed record StreamProcessingSettings
{
    public required bool JoinsSelf { get; init; }

    public required string Role { get; init; }

    public required string ShardTypeName { get; init; }

    public required string MasterName { get; init; }

    public required string Dispatcher { get; init; }

    public required TimeSpan SubmitTimeout { get; init; }

    /// <summary>Whether jobs are stopped when the actor system shuts down in good order, and how long that may take.</summary>
    public required bool StopsJobs { get; init; }

    public required TimeSpan StopTimeout { get; init; }

    /// <summary>Whether a process that has run out of memory ends at once.</summary>
    public required bool ExitsOutOfMemory { get; init; }

    /// <summary>The directory that belongs to one actor system at a time, or <see langword="null"/>.</summary>
    public required string? DataDirectory { get; init; }

    public required CheckpointStorage Storage { get; init; }

    /// <summary>How batches reach other subtasks.</summary>
    public required ExchangeTransport Transport { get; init; }

    public required ClusterShardingSettings Sharding { get; init; }

    public required ClusterSingletonManagerSettings Singleton { get; init; }

    public required ClusterSingletonProxySettings SingletonProxy { get; init; }

    /// <summary>The name of the actor on each node that knows its subtasks.</summary>
    public string CensusName => ShardTypeName + "-census";

    public static StreamProcessingSettings Of(ActorSystem system)
    {
        var config = system.Settings.Config.GetConfig("akka-stream-proc");
        if (config is null || config.IsEmpty || !config.HasPath("dispatcher"))
        {
            throw new StreamProcessingException(
                $"The actor system '{system.Name}' has no settings for the stream processor. Create it with a configuration that falls back to StreamProcessingConfig.Defaults.");
        }

        var role = config.GetString("role") ?? "";
        var singleton = config.GetConfig("singleton").WithFallback(ClusterSingleton.DefaultConfig().GetConfig("akka.cluster.singleton"));
        var proxy = config.GetConfig("singleton-proxy").WithFallback(ClusterSingleton.DefaultConfig().GetConfig("akka.cluster.singleton-proxy"));
        var sharding = config.GetConfig("sharding").WithFallback(ClusterSharding.DefaultConfig().GetConfig("akka.cluster.sharding"));
        return new StreamProcessingSettings
        {
            JoinsSelf = config.GetBoolean("join-self"),
            Role = role,
            ShardTypeName = config.GetString("shard-type-name"),
            MasterName = config.GetString("master-name"),
            Dispatcher = config.GetString("dispatcher"),
            SubmitTimeout = config.GetTimeSpan("submit-timeout"),
            StopsJobs = config.GetBoolean("shutdown.stop-jobs"),
            StopTimeout = config.GetTimeSpan("shutdown.stop-timeout"),
            ExitsOutOfMemory = config.GetBoolean("exit-on-out-of-memory"),
            DataDirectory = config.GetString("data-directory") is { Length: > 0 } directory ? Path.GetFullPath(directory) : null,
            Storage = StorageOf(config.GetConfig("checkpoints")),
            Transport = TransportOf(config.GetString("exchange.transport")),
            Sharding = ClusterShardingSettings.Create(sharding, singleton).WithRole(role),
            Singleton = ClusterSingletonManagerSettings.Create(singleton).WithRole(role),
            SingletonProxy = ClusterSingletonProxySettings.Create(proxy, considerAppVersion: false).WithRole(role),
        };
    }

    private static ExchangeTransport TransportOf(string? name) => name switch
    {
        "local" => ExchangeTransport.Local,
        "loop-back" => ExchangeTransport.LoopBack,
        _ => throw new StreamProcessingException($"akka-stream-proc.exchange.transport is '{name}'. Use local or loop-back."),
    };

    private static CheckpointStorage StorageOf(Config config) => new(
        StoreIn(config.GetString("directory")),
        StoreIn(config.GetString("savepoint-directory")),
        (int)Math.Min(config.GetByteSize("inline-limit") ?? 0, int.MaxValue));

    private static DirectoryCheckpointStore? StoreIn(string? directory) =>
        directory is { Length: > 0 } ? new DirectoryCheckpointStore(Path.GetFullPath(directory)) : null;
}
