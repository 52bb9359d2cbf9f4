using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Operators.Tests.Sources;

public class OffsetSplitTests
{
    [Theory]
    [InlineData(40, 100, 60L)]
    [InlineData(100, 100, 0L)]
    [InlineData(101, 100, 0L)]
    [InlineData(40, 0, null)]
    public void Backlog_is_what_lies_between_the_position_and_the_known_end(long position, long knownEnd, long? backlog) =>
        new OffsetSplit("log/0", position) { KnownEnd = knownEnd }.Backlog.ShouldBe(backlog);
}
