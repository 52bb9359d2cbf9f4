namespace AkkaStreamProc.Connectors.Kafka.Embedded.Apis;

/// <summary>
/// What a client may do with a resource, as the bit set of answers: one bit for each of the protocol's operations.
/// There are no rights, so it is everything that the kind of resource has; Kafka without an authorizer answers the same.
/// </summary>
internal static class AuthorizedOperations
{
    public const int NotAsked = int.MinValue;

    private const int Read = 1 << 3;
    private const int Write = 1 << 4;
    private const int Create = 1 << 5;
    private const int Delete = 1 << 6;
    private const int Alter = 1 << 7;
    private const int Describe = 1 << 8;
    private const int ClusterAction = 1 << 9;
    private const int DescribeConfigs = 1 << 10;
    private const int AlterConfigs = 1 << 11;
    private const int IdempotentWrite = 1 << 12;

    private const int AllOfTopic = Read | Write | Create | Delete | Alter | Describe | DescribeConfigs | AlterConfigs;
    private const int AllOfCluster = Create | Alter | Describe | ClusterAction | DescribeConfigs | AlterConfigs | IdempotentWrite;
    private const int AllOfGroup = Read | Delete | Describe | DescribeConfigs | AlterConfigs;

    public static int OfTopic(bool asked) => asked ? AllOfTopic : NotAsked;

    public static int OfCluster(bool asked) => asked ? AllOfCluster : NotAsked;

    public static int OfGroup(bool asked) => asked ? AllOfGroup : NotAsked;
}
