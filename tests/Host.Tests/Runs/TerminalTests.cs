using AkkaStreamProc.Host.Terminals;

namespace AkkaStreamProc.Host.Tests.Runs;

public class TerminalTests
{
    [Theory]
    [InlineData("running  in 10  late 2", 22, "running  in 10  late 2")]
    [InlineData("running  in 10  late 2", 21, "running  in 10")]
    [InlineData("running  in 10  late 2", 14, "running  in 10")]
    [InlineData("running  in 10  late 2", 13, "running")]
    [InlineData("running  in 10  late 2", 5, "runni")]
    public void Status_line_shows_the_parts_that_fit(string line, int width, string shown) => Terminal.Fit(line, width).ShouldBe(shown);
}
