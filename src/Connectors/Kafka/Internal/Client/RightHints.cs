using Confluent.Kafka;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Client;

/// <summary>What a source or sink must be allowed to do, and how to allow it; docs/kafka.md has the whole list.</summary>
/// <param name="Bootstrap">The brokers.</param>
/// <param name="Principal">Who they take the client for.</param>
/// <param name="Topics">The topics that are read or written.</param>
/// <param name="TopicOperations">What it must be allowed to do with them.</param>
/// <param name="Prefix">What the transactional ids and groups of an exactly-once sink begin with.</param>
/// <param name="Group">The group of a source that publishes its positions.</param>
internal sealed record RightHints(
    string Bootstrap, string Principal, IReadOnlyList<string> Topics, IReadOnlyList<AclOperation> TopicOperations, string? Prefix = null, string? Group = null)
{
    /// <summary>Stands where the properties do not tell who the brokers take the client for (TLS, Kerberos, tokens).</summary>
    private const string UnknownPrincipal = "User:NAME";

    /// <summary>Who the brokers take a client with these properties for.</summary>
    public static string PrincipalOf(IReadOnlyDictionary<string, string> properties) =>
        properties.TryGetValue("sasl.username", out var user) ? $"User:{user}" : UnknownPrincipal;

    /// <summary>What is missing where the brokers answer with this code, and the command that grants it; empty for other codes.</summary>
    public string For(ErrorCode code) => code switch
    {
        ErrorCode.TopicAuthorizationFailed => ForTopics(Topics, TopicOperations),
        ErrorCode.TransactionalIdAuthorizationFailed when Prefix is not null =>
            $"The rights Write and Describe are missing for the transactional ids that begin with '{Prefix}'. "
            + Grant([AclOperation.Write, AclOperation.Describe], $"--transactional-id '{Prefix}' --resource-pattern-type prefixed"),
        ErrorCode.GroupAuthorizationFailed when Prefix is not null =>
            $"The right Read is missing for the groups that begin with '{Prefix}', which hold the markers of the sink. "
            + Grant([AclOperation.Read], $"--group '{Prefix}' --resource-pattern-type prefixed"),
        ErrorCode.GroupAuthorizationFailed when Group is not null =>
            $"The right Read is missing for the group '{Group}'. " + Grant([AclOperation.Read], $"--group '{Group}'"),
        ErrorCode.ClusterAuthorizationFailed =>
            "The right IdempotentWrite is missing for the cluster; brokers from 2.8 on want Write for the topic instead. "
            + Grant([AclOperation.Write], OptionOf(Topics)),
        _ => "",
    };

    /// <summary>That these rights are missing, and the command that grants them.</summary>
    public string ForTopics(IReadOnlyList<string> topics, IReadOnlyCollection<AclOperation> missing) =>
        $"The right{(missing.Count > 1 ? "s" : "")} {string.Join(" and ", missing)} {(missing.Count > 1 ? "are" : "is")} missing for "
        + $"{string.Join(", ", topics.Select(topic => $"the topic '{topic}'"))}. {Grant(missing, OptionOf(topics))}";

    /// <summary>Those of the needed rights that the brokers do not grant; none where they do not say.</summary>
    public IReadOnlyList<AclOperation> Missing(IReadOnlySet<AclOperation>? granted) =>
        granted is null ? [] : [.. TopicOperations.Where(operation => !granted.Contains(operation))];

    private static string OptionOf(IEnumerable<string> topics) => string.Join(' ', topics.Select(topic => $"--topic '{topic}'"));

    private string Grant(IEnumerable<AclOperation> operations, string resource) =>
        $"Grant with: kafka-acls --bootstrap-server {Bootstrap} --add --allow-principal '{Principal}' "
        + $"{string.Join(' ', operations.Select(operation => $"--operation {operation}"))} {resource}";
}
