using AkkaStreamProc.Connectors.Kafka.Embedded;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;
using AkkaStreamProc.Kafka.Embedded.Tests.Clients;
using AkkaStreamProc.Kafka.Embedded.Tests.Raw;
using Confluent.Kafka;
using ErrorCode = AkkaStreamProc.Connectors.Kafka.Embedded.Wire.ErrorCode;

namespace AkkaStreamProc.Kafka.Embedded.Tests.Security;

public sealed class SaslTests
{
    private static readonly EmbeddedKafkaOptions WithUsers = new() { Users = new Dictionary<string, string> { ["alice"] = "wonder", ["bob"] = "builder" } };

    [Theory]
    [InlineData("alice", "wonder")]
    [InlineData("bob", "builder")]
    public async Task User_with_the_right_password_writes_and_reads(string user, string password)
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync(WithUsers);
        await kafka.CreateTopicAsync("orders");
        using IProducer<byte[]?, byte[]?> producer = KafkaClients.Producer(kafka.BootstrapServers, config => Login(config, user, password));

        await producer.ProduceAsync("orders", new Message<byte[]?, byte[]?> { Value = [1, 2, 3] });

        KafkaClients.Read(kafka.BootstrapServers, "orders", 0, 0, 1, config => Login(config, user, password))[0].Message.Value.ShouldBe([1, 2, 3]);
    }

    [Theory]
    [InlineData("alice", "builder")]
    [InlineData("carol", "wonder")]
    public async Task Client_with_a_wrong_name_or_password_is_told_so(string user, string password)
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync(WithUsers);

        Error error = await KafkaClients.FirstErrorAsync(kafka.BootstrapServers, config => Login(config, user, password));

        error.Code.ShouldBe(Confluent.Kafka.ErrorCode.Local_Authentication);
        error.Reason.ShouldContain("unknown user or wrong password");
    }

    [Fact]
    public async Task Client_that_does_not_authenticate_gets_nothing_but_the_list_of_requests()
    {
        var reports = new List<string>();
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync(WithUsers with { Report = reports.Add });
        using RawClient client = await RawClient.ConnectAsync(kafka);
        (await client.ApiVersionsAsync()).ShouldNotBeEmpty();

        await client.SendAsync(ApiKey.ListTransactions, 0, 0, _ => { });

        (await client.ShouldBeClosedAsync()).ShouldBe(0);
        reports.ShouldHaveSingleItem().ShouldContain("ListTransactions without having authenticated");
    }

    [Theory]
    [InlineData("\0alice\0wonder", ErrorCode.None)]
    [InlineData("alice\0alice\0wonder", ErrorCode.None)]
    [InlineData("bob\0alice\0wonder", ErrorCode.SaslAuthenticationFailed)]
    [InlineData("\0alice\0wonde", ErrorCode.SaslAuthenticationFailed)]
    [InlineData("\0alice\0wonder\0", ErrorCode.SaslAuthenticationFailed)]
    [InlineData("alice", ErrorCode.SaslAuthenticationFailed)]
    [InlineData("", ErrorCode.SaslAuthenticationFailed)]
    public async Task Token_is_an_identity_a_name_and_a_password(string token, object error)
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync(WithUsers);
        using RawClient client = await RawClient.ConnectAsync(kafka);
        (await client.HandshakeAsync("PLAIN")).Error.ShouldBe(ErrorCode.None);

        (await client.AuthenticateAsync(token)).ShouldBe((ErrorCode)error);

        if ((ErrorCode)error == ErrorCode.None)
        {
            (await client.InitProducerIdAsync()).Error.ShouldBe(ErrorCode.None);
        }
        else
        {
            await client.ShouldBeClosedAsync();
        }
    }

    [Fact]
    public async Task Mechanism_that_is_not_there_is_answered_with_the_one_that_is()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync(WithUsers);
        using RawClient client = await RawClient.ConnectAsync(kafka);

        (ErrorCode error, string[] mechanisms) = await client.HandshakeAsync("SCRAM-SHA-256");

        error.ShouldBe(ErrorCode.UnsupportedSaslMechanism);
        mechanisms.ShouldBe(["PLAIN"]);
        (await client.AuthenticateAsync("\0alice\0wonder")).ShouldBe(ErrorCode.IllegalSaslState, "nothing has been agreed upon");
    }

    [Fact]
    public async Task Broker_without_users_lets_everybody_in_and_authenticates_nobody()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync();
        using RawClient client = await RawClient.ConnectAsync(kafka);

        (await client.InitProducerIdAsync()).Error.ShouldBe(ErrorCode.None);
        (await client.HandshakeAsync("PLAIN")).Error.ShouldBe(ErrorCode.IllegalSaslState);
    }

    [Fact]
    public async Task Broker_that_would_let_nobody_in_does_not_start() =>
        (await Should.ThrowAsync<ArgumentException>(() => EmbeddedKafka.StartAsync(new EmbeddedKafkaOptions { Users = new Dictionary<string, string>() })))
            .Message.ShouldContain("Users is empty");

    private static void Login(ClientConfig config, string user, string password)
    {
        config.SecurityProtocol = SecurityProtocol.SaslPlaintext;
        config.SaslMechanism = SaslMechanism.Plain;
        config.SaslUsername = user;
        config.SaslPassword = password;
    }
}
