using System.Net;
using System.Net.Sockets;
using AkkaStreamProc.Connectors.Kafka.Embedded;
using AkkaStreamProc.Kafka.Embedded.Tests.Raw;

namespace AkkaStreamProc.Kafka.Embedded.Tests;

public sealed class LifecycleTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("lifecycle-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData(-1)]
    [InlineData(65_536)]
    public async Task Port_that_is_none_is_refused(int port)
    {
        var refused = await Should.ThrowAsync<EmbeddedKafkaAddressException>(() => EmbeddedKafka.StartAsync(new EmbeddedKafkaOptions { Port = port }));

        refused.Message.ShouldContain($"{port}");
    }

    [Fact]
    public async Task Port_in_use_is_named_and_the_directory_is_left_free()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var refused = await Should.ThrowAsync<EmbeddedKafkaAddressException>(() => EmbeddedKafka.StartAsync(new EmbeddedKafkaOptions { Port = port, DataDirectory = _directory }));

        refused.Message.ShouldContain($"Port {port} on 127.0.0.1 is in use");
        await using EmbeddedKafka elsewhere = await EmbeddedKafka.StartAsync(new EmbeddedKafkaOptions { DataDirectory = _directory });
    }

    [Fact]
    public async Task Host_that_is_not_this_machine_is_refused()
    {
        var refused = await Should.ThrowAsync<EmbeddedKafkaAddressException>(() => EmbeddedKafka.StartAsync(new EmbeddedKafkaOptions { Host = "192.0.2.1" }));

        refused.Message.ShouldContain("192.0.2.1");
    }

    [Fact]
    public async Task Wildcard_host_needs_a_name_for_clients()
    {
        await Should.ThrowAsync<EmbeddedKafkaAddressException>(() => EmbeddedKafka.StartAsync(new EmbeddedKafkaOptions { Host = "0.0.0.0" }));

        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync(new EmbeddedKafkaOptions { Host = "0.0.0.0", AdvertisedHost = "localhost" });
        kafka.BootstrapServers.ShouldBe($"localhost:{kafka.Port}");
    }

    [Fact]
    public async Task Directory_in_use_by_another_broker_is_refused()
    {
        var options = new EmbeddedKafkaOptions { DataDirectory = _directory };
        await using EmbeddedKafka first = await EmbeddedKafka.StartAsync(options);

        var refused = await Should.ThrowAsync<EmbeddedKafkaDirectoryException>(() => EmbeddedKafka.StartAsync(options));

        refused.Message.ShouldContain("in use by another broker");
    }

    [Fact]
    public async Task Directory_that_is_a_file_is_refused()
    {
        string file = Path.Combine(_directory, "file");
        await File.WriteAllTextAsync(file, "");

        var refused = await Should.ThrowAsync<EmbeddedKafkaDirectoryException>(() => EmbeddedKafka.StartAsync(new EmbeddedKafkaOptions { DataDirectory = file }));

        refused.Message.ShouldContain(file);
    }

    [Theory]
    [InlineData("topics.json", "{ not json")]
    [InlineData("topics.json", "{\"formatVersion\":99,\"clusterId\":\"x\",\"topics\":[]}")]
    [InlineData("producer-ids.json", "[]")]
    [InlineData("groups/x.json", "null")]
    public async Task File_that_cannot_be_understood_is_named_and_left_alone(string name, string content)
    {
        string path = Path.Combine(_directory, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, content);

        var refused = await Should.ThrowAsync<EmbeddedKafkaDirectoryException>(() => EmbeddedKafka.StartAsync(new EmbeddedKafkaOptions { DataDirectory = _directory }));

        refused.Message.ShouldContain(path);
        (await File.ReadAllTextAsync(path)).ShouldBe(content);
    }

    [Fact]
    public async Task Logs_without_a_catalog_are_not_deleted()
    {
        var options = new EmbeddedKafkaOptions { DataDirectory = _directory };
        await using (EmbeddedKafka kafka = await EmbeddedKafka.StartAsync(options))
        {
            await kafka.CreateTopicAsync("orders");
        }

        File.Delete(Path.Combine(_directory, "topics.json"));

        await Should.ThrowAsync<EmbeddedKafkaDirectoryException>(() => EmbeddedKafka.StartAsync(options));
        Directory.EnumerateFiles(_directory, "*.log", SearchOption.AllDirectories).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Temporary_directory_goes_with_the_broker_and_a_given_one_stays()
    {
        EmbeddedKafka temporary = await EmbeddedKafka.StartAsync();
        EmbeddedKafka given = await EmbeddedKafka.StartAsync(new EmbeddedKafkaOptions { DataDirectory = _directory });

        await temporary.DisposeAsync();
        await given.DisposeAsync();

        Directory.Exists(temporary.DataDirectory).ShouldBeFalse();
        Directory.Exists(_directory).ShouldBeTrue();
    }

    [Fact]
    public async Task Disconnecting_drops_clients_and_starting_again_takes_them_back_on_the_same_port()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        using RawClient client = await RawClient.ConnectAsync(kafka);
        int port = kafka.Port;

        await kafka.DisconnectAsync();

        kafka.IsRunning.ShouldBeFalse();
        await client.ShouldBeClosedAsync();
        await Should.ThrowAsync<SocketException>(() => RawClient.ConnectAsync(kafka));
        await kafka.StartAgainAsync();
        kafka.Port.ShouldBe(port);
        using RawClient again = await RawClient.ConnectAsync(kafka);
        (await again.InitProducerIdAsync()).ProducerId.ShouldBeGreaterThanOrEqualTo(0);
    }

    [Fact]
    public async Task Port_of_a_stopped_broker_is_given_to_nobody_while_it_is_away()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        int port = kafka.Port;

        await kafka.StopAsync();
        if (CanAskForOneOfARange)
        {
            Should.Throw<SocketException>(() => BindToAnyFreeOf(port)).SocketErrorCode.ShouldBe(SocketError.AddressAlreadyInUse);
        }

        using var client = new TcpClient();
        (await Should.ThrowAsync<SocketException>(() => client.ConnectAsync(IPAddress.Loopback, port))).SocketErrorCode.ShouldBe(SocketError.ConnectionRefused);

        await kafka.StartAgainAsync();
        await client.ConnectAsync(IPAddress.Loopback, port);
    }

    [Fact]
    public async Task Stopped_broker_refuses_work_and_can_be_stopped_and_disposed_of_again()
    {
        EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        await kafka.StopAsync();
        await kafka.StopAsync();

        await Should.ThrowAsync<InvalidOperationException>(() => kafka.CreateTopicAsync("orders"));
        await kafka.DisposeAsync();
        await kafka.DisposeAsync();
        await Should.ThrowAsync<ObjectDisposedException>(() => kafka.StartAgainAsync());
    }

    [Fact]
    public async Task Topic_that_cannot_be_created_or_deleted_is_named()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();

        (await Should.ThrowAsync<EmbeddedKafkaTopicException>(() => kafka.CreateTopicAsync("a b"))).Message.ShouldContain("a b");
        (await Should.ThrowAsync<EmbeddedKafkaTopicException>(() => kafka.CreateTopicAsync("a", 0))).Message.ShouldContain("not 0");
        (await Should.ThrowAsync<EmbeddedKafkaTopicException>(() => kafka.DeleteTopicAsync("missing"))).Message.ShouldContain("missing");
    }

    [Fact]
    public async Task Options_out_of_range_are_refused_before_anything_is_touched()
    {
        string untouched = Path.Combine(_directory, "untouched");
        var good = new EmbeddedKafkaOptions { DataDirectory = untouched };

        await Should.ThrowAsync<ArgumentException>(() => EmbeddedKafka.StartAsync(good with { DefaultPartitions = 0 }));
        await Should.ThrowAsync<ArgumentException>(() => EmbeddedKafka.StartAsync(good with { MaxConnections = 0 }));
        await Should.ThrowAsync<ArgumentException>(() => EmbeddedKafka.StartAsync(good with { MaxRequestBytes = 10 }));
        await Should.ThrowAsync<ArgumentException>(() => EmbeddedKafka.StartAsync(good with { RetentionCheckInterval = TimeSpan.Zero }));
        await Should.ThrowAsync<ArgumentException>(() => EmbeddedKafka.StartAsync(good with { TopicDefaults = new Dictionary<string, string> { ["no.such"] = "1" } }));

        Directory.Exists(untouched).ShouldBeFalse();
    }

    /// <summary>Linux has the option since 6.3.</summary>
    private static bool CanAskForOneOfARange => OperatingSystem.IsLinux() && Environment.OSVersion.Version >= new Version(6, 3);

    /// <summary>Asks for any free port, as brokers and clients do, where the range of ports is this one.</summary>
    private static void BindToAnyFreeOf(int port)
    {
        const int Ip = 0, LocalPortRange = 51;
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.SetRawSocketOption(Ip, LocalPortRange, BitConverter.GetBytes((uint)port << 16 | (uint)port));
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
    }
}
