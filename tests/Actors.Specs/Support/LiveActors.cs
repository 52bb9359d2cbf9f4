using Akka.Actor;
using Akka.Cluster.Sharding;

namespace AkkaStreamProc.Actors.Specs.Support;

/// <summary>The subtasks that are alive in a system.</summary>
internal static class LiveActors
{
    /// <summary>The entity ids of a job's subtasks.</summary>
    public static async Task<IReadOnlyList<string>> OfJob(ActorSystem system, string job)
    {
        var region = ClusterSharding.Get(system).ShardRegion("akka-stream-proc-subtasks");
        var state = await region.Ask<CurrentShardRegionState>(GetShardRegionState.Instance).Within("the state of the shard region");
        return [.. state.Shards.SelectMany(s => s.EntityIds).Where(id => id.StartsWith(job + "~", StringComparison.Ordinal))];
    }

    /// <summary>Sends a message to a running subtask, past its supervisor.</summary>
    public static ICanTell Subtask(ActorSystem system, string entityId)
    {
        var parts = entityId.Split('~');
        var shard = Uri.EscapeDataString($"{parts[0]}~{parts[2]}");
        return system.ActorSelection($"/system/sharding/akka-stream-proc-subtasks/{shard}/{Uri.EscapeDataString(entityId)}");
    }
}
