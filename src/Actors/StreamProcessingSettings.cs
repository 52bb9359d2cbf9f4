using Akka.Actor;
using Akka.Configuration;
using AkkaStreamProc.Actors.Checkpoints.Storage;

namespace AkkaStreamProc.Actors;

/// <summary>The section <c>akka-stream-proc</c> of the configuration.</summary>
internal sealed record StreamProcessingSettings(
    bool JoinsSelf, string Role, string ShardTypeName, string MasterName, string Dispatcher, TimeSpan SubmitTimeout, CheckpointStorage Storage)
{
    public static StreamProcessingSettings Of(ActorSystem system)
    {
        var config = system.Settings.Config.GetConfig("akka-stream-proc");
        if (config is null || config.IsEmpty || !config.HasPath("dispatcher"))
        {
            throw new StreamProcessingException(
                $"The actor system '{system.Name}' has no settings for the stream processor. Create it with a configuration that falls back to StreamProcessingConfig.Defaults.");
        }

        return new StreamProcessingSettings(
            config.GetBoolean("join-self"),
            config.GetString("role") ?? "",
            config.GetString("shard-type-name"),
            config.GetString("master-name"),
            config.GetString("dispatcher"),
            config.GetTimeSpan("submit-timeout"),
            StorageOf(config.GetConfig("checkpoints")));
    }

    private static CheckpointStorage StorageOf(Config config) =>
        config.GetString("directory") is { Length: > 0 } directory
            ? new CheckpointStorage(Path.GetFullPath(directory), (int)Math.Min(config.GetByteSize("inline-limit") ?? 0, int.MaxValue))
            : CheckpointStorage.None;
}
