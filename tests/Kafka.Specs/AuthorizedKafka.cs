using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace AkkaStreamProc.Kafka.Specs;

/// <summary>
/// A real broker that authorizes: anonymous clients of one listener may do everything, and the users of the other one,
/// which wants a login, what they were granted. Started by the script in <c>../shared/kafka</c> beside the repository.
/// </summary>
public sealed class AuthorizedKafka : IAsyncLifetime
{
    public const string Password = "secret-of-all";
    private const int Users = 20;

    private readonly string _directory = Directory.CreateTempSubdirectory("authorized-kafka").FullName;
    private int _port;
    private int _users;

    /// <summary>The script, or <see langword="null"/> where it is not there.</summary>
    public static string? Script { get; } = FindScript();

    /// <summary>The listener without login, for everything that is not under test.</summary>
    public string Open => $"127.0.0.1:{_port}";

    /// <summary>The listener that wants a login.</summary>
    public string Guarded => $"127.0.0.1:{_port + 2}";

    public async Task InitializeAsync()
    {
        if (Script is null)
        {
            return;
        }

        _port = FreePort();
        var users = string.Join(' ', Enumerable.Range(0, Users).Select(i => $"user_user{i}=\"{Password}\""));
        await File.WriteAllTextAsync(Path.Combine(_directory, "extra.properties"), $"""
            listeners=PLAINTEXT://{Open},CONTROLLER://127.0.0.1:{_port + 1},SASL_PLAINTEXT://{Guarded}
            advertised.listeners=PLAINTEXT://{Open},SASL_PLAINTEXT://{Guarded}
            listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SASL_PLAINTEXT:SASL_PLAINTEXT
            sasl.enabled.mechanisms=PLAIN
            listener.name.sasl_plaintext.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required {users};
            authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
            super.users=User:ANONYMOUS

            """);
        await Run("up", _directory, "1", $"{_port}");
    }

    public async Task DisposeAsync()
    {
        if (Script is not null)
        {
            await Run("down", _directory);
        }
    }

    public async Task<string> CreateTopic()
    {
        var name = $"spec-{Guid.NewGuid():N}";
        using var admin = Admin();
        await admin.CreateTopicsAsync([new TopicSpecification { Name = name, NumPartitions = 1, ReplicationFactor = 1 }]);
        return name;
    }

    /// <summary>A user of his own with these rights.</summary>
    public async Task<IReadOnlyDictionary<string, string>> User(params IReadOnlyList<(ResourceType Type, string Name, ResourcePatternType Pattern, AclOperation Operation)> rights)
    {
        var name = $"user{Interlocked.Increment(ref _users) - 1}";
        using var admin = Admin();
        if (rights.Count > 0)
        {
            await admin.CreateAclsAsync(rights.Select(right => new AclBinding
            {
                Pattern = new ResourcePattern { Type = right.Type, Name = right.Name, ResourcePatternType = right.Pattern },
                Entry = new AccessControlEntry { Principal = $"User:{name}", Host = "*", Operation = right.Operation, PermissionType = AclPermissionType.Allow },
            }));
        }

        return new Dictionary<string, string>
        {
            ["security.protocol"] = "SASL_PLAINTEXT",
            ["sasl.mechanism"] = "PLAIN",
            ["sasl.username"] = name,
            ["sasl.password"] = Password,
        };
    }

    private IAdminClient Admin() => new AdminClientBuilder(new AdminClientConfig { BootstrapServers = Open }).Build();

    private static string? FindScript()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "AkkaStreamProc.sln")))
        {
            directory = directory.Parent;
        }

        var script = directory?.Parent is { } parent ? Path.Combine(parent.FullName, "shared", "kafka", "kafka") : null;
        return File.Exists(script) ? script : null;
    }

    /// <summary>The first of three free ports in a row, below those that the system gives to clients, of which one might take the second.</summary>
    private static int FreePort() =>
        Enumerable.Repeat(0, 100).Select(_ => Random.Shared.Next(20_000, 32_000)).First(port => Enumerable.Range(port, 3).All(IsFree));

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static async Task Run(params IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Script!, arguments) { RedirectStandardError = false })!;
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, $"{Script} {string.Join(' ', arguments)}");
    }
}
