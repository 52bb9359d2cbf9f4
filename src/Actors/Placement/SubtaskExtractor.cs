using Akka.Cluster.Sharding;
using AkkaStreamProc.Actors.Subtasks;

namespace AkkaStreamProc.Actors.Placement;

/// <summary>Tells the shard region which entity a deployment is for.</summary>
internal sealed class SubtaskExtractor : IMessageExtractor
{
    public string? EntityId(object message) => (message as SubtaskProtocol.Deploy)?.Address.EntityId;

    public object EntityMessage(object message) => message;

    public string? ShardId(object message) => (message as SubtaskProtocol.Deploy)?.Address.ShardId;

    public string ShardId(string entityId, object? messageHint = null) => SubtaskAddress.Parse(entityId).ShardId;
}
