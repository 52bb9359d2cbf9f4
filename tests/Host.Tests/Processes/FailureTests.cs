using System.Net;
using System.Net.Sockets;
using AkkaStreamProc.Connectors.Kafka.Embedded;

namespace AkkaStreamProc.Host.Tests.Processes;

public sealed class FailureTests : IDisposable
{
    private static readonly string[] Command =
        ["run", "click-counts", "--source", "file:clicks.jsonl", "--sink", "file:out", "--data-dir", "state"];

    private readonly TemporaryDirectory _directory = new();

    [Fact]
    public async Task Missing_file_ends_the_first_start_at_once()
    {
        var (exitCode, program) = await HostProgram.RunAsync(_directory, Command);

        exitCode.ShouldBe(1, program.Everything);
        Cause(program).ShouldContain("The file 'clicks.jsonl' does not exist");
    }

    [Fact]
    public async Task Unknown_topic_ends_the_first_start_at_once()
    {
        await using var kafka = await EmbeddedKafka.StartAsync();

        var (exitCode, program) = await HostProgram.RunAsync(
            _directory, "run", "click-counts", "--source", $"kafka:{kafka.BootstrapServers}/nowhere", "--sink", "file:out", "--data-dir", "state");

        exitCode.ShouldBe(1, program.Everything);
        Cause(program).ShouldContain("nowhere");
    }

    [Fact]
    public async Task Broker_that_is_away_is_waited_for_until_somebody_stops_the_job()
    {
        using var program = HostProgram.Start(
            _directory, "run", "click-counts", "--source", $"kafka:127.0.0.1:{FreePort()}/clicks", "--sink", "file:out", "--data-dir", "state");
        await program.LineAsync("cannot be reached");

        program.Terminate();

        (await program.ExitAsync()).ShouldBe(0, program.Everything);
    }

    [Fact]
    public async Task Bad_record_ends_the_job_where_the_policy_says_so()
    {
        _directory.Write("clicks.jsonl", "{\"user_id\":\"u\"}\n");

        var (exitCode, program) = await HostProgram.RunAsync(_directory, [.. Command, "--on-bad-record", "fail"]);

        exitCode.ShouldBe(1, program.Everything);
        Cause(program).ShouldContain("clicks.jsonl at 0: url is missing");
    }

    [Fact]
    public async Task Job_of_another_shape_is_refused_with_the_difference()
    {
        _directory.Write("clicks.jsonl", "{\"user_id\":\"u\",\"url\":\"/\",\"event_time\":1}\n");
        await HostProgram.RunAsync(_directory, Command);

        var (exitCode, program) = await HostProgram.RunAsync(_directory, [.. Command, "--window", "2h"]);

        exitCode.ShouldBe(1, program.Everything);
        Cause(program).ShouldContain("is not the one the store has checkpoints of");
        program.Everything.ShouldContain("tumbling(02:00:00");
    }

    [Fact]
    public async Task Second_host_on_one_data_directory_is_refused()
    {
        _directory.Write("clicks.jsonl", "");
        using var first = HostProgram.Start(_directory, [.. Command, "--follow"]);
        await first.LineAsync("is running");

        var (exitCode, second) = await HostProgram.RunAsync(_directory, [.. Command, "--follow"]);

        exitCode.ShouldBe(3, second.Everything);
        Cause(second).ShouldContain("is in use by another process");
    }

    [Fact]
    public async Task Store_that_is_no_database_is_refused()
    {
        Directory.CreateDirectory(_directory.At("state"));
        _directory.Write("state/state.db", new string('x', 5000));

        var (exitCode, program) = await HostProgram.RunAsync(_directory, Command);

        exitCode.ShouldBe(3, program.Everything);
        Cause(program).ShouldContain("state.db' is damaged or no SQLite file");
    }

    [Fact]
    public async Task Sink_directory_that_is_a_file_is_named()
    {
        _directory.Write("clicks.jsonl", "{\"user_id\":\"u\",\"url\":\"/\",\"event_time\":1}\n");
        _directory.Write("out", "a file");

        var (exitCode, program) = await HostProgram.RunAsync(_directory, Command);

        exitCode.ShouldBe(1, program.Everything);
        Cause(program).ShouldContain("out");
    }

    [Fact]
    public async Task Port_in_use_is_named_by_the_broker()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        var (exitCode, program) = await HostProgram.RunAsync(_directory, "broker", "--port", $"{port}", "--data-dir", "broker");

        exitCode.ShouldBe(3, program.Everything);
        Cause(program).ShouldContain($"{port}");
    }

    public void Dispose() => _directory.Dispose();

    private static string Cause(HostProgram program)
    {
        program.Everything.ShouldNotContain("   at ");
        return program.Error.LastOrDefault(line => line.StartsWith("error: ", StringComparison.Ordinal)) ?? $"no error in: {program.Everything}";
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
