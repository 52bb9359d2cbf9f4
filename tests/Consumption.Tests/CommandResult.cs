namespace AkkaStreamProc.Consumption.Tests;

/// <summary>How a process ended, and everything it wrote.</summary>
internal sealed record CommandResult(string Command, int ExitCode, string Output)
{
    public CommandResult ShouldSucceed()
    {
        ExitCode.ShouldBe(0, $"{Command}{Environment.NewLine}{Output}");
        return this;
    }
}
