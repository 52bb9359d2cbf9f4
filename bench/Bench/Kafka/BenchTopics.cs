using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace AkkaStreamProc.Bench.Kafka;

/// <summary>Makes topics that nobody else uses.</summary>
internal sealed class BenchTopics(string bootstrap)
{
    public async Task<string> CreateAsync(int partitions = 1, Dictionary<string, string>? configs = null)
    {
        var name = $"bench-{Guid.NewGuid():N}";
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = bootstrap }).Build();
        var topic = new TopicSpecification { Name = name, NumPartitions = partitions, ReplicationFactor = 1, Configs = configs };
        await admin.CreateTopicsAsync([topic]);
        return name;
    }

    public async Task DeleteAsync(string name)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = bootstrap }).Build();
        await admin.DeleteTopicsAsync([name]);
    }
}
