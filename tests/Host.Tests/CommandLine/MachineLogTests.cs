using System.Text.Json;

namespace AkkaStreamProc.Host.Tests.CommandLine;

public class MachineLogTests
{
    [Theory]
    [InlineData("run", "click-counts", "--log-format", "json")]
    [InlineData("nothing", "--log-format=json")]
    [InlineData("demo", "--rate", "0", "--set", "akka-stream-proc.host.log.format=json")]
    public async Task Error_of_a_command_line_is_an_object_with_the_exit_code(params string[] args)
    {
        var call = await HostCall.RunAsync(args);

        using var line = JsonDocument.Parse(call.Error.Trim());
        line.RootElement.GetProperty("level").GetString().ShouldBe("error");
        line.RootElement.GetProperty("exit_code").GetInt32().ShouldBe(2);
        line.RootElement.GetProperty("message").GetString().ShouldNotBeNullOrEmpty();
        call.ExitCode.ShouldBe(2);
    }
}
