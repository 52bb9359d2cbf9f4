using AkkaStreamProc.Connectors.Files.Internal;

namespace AkkaStreamProc.Files.Tests;

public sealed class FollowRulesTests
{
    [Theory]
    [InlineData(true, 20, true, false, FollowDecision.GoOn)]
    [InlineData(true, 10, true, false, FollowDecision.GoOn)]
    // Cut in place: a copy tells that it was copied and truncated.
    [InlineData(true, 0, false, true, FollowDecision.FormerFirst)]
    [InlineData(true, 20, false, true, FollowDecision.FormerFirst)]
    [InlineData(true, 0, false, false, FollowDecision.Anew)]
    [InlineData(true, 20, false, false, FollowDecision.Anew)]
    [InlineData(true, 9, true, false, FollowDecision.Refuse)]
    [InlineData(true, 3, false, false, FollowDecision.Refuse)]
    // Another file.
    [InlineData(false, 0, false, true, FollowDecision.FormerFirst)]
    [InlineData(false, 20, true, true, FollowDecision.FormerFirst)]
    [InlineData(false, 20, true, false, FollowDecision.GoOn)]
    [InlineData(false, 20, false, false, FollowDecision.Anew)]
    [InlineData(false, 0, false, false, FollowDecision.Anew)]
    // Where the system does not tell identities, the content decides.
    [InlineData(null, 20, true, false, FollowDecision.GoOn)]
    [InlineData(null, 20, false, true, FollowDecision.FormerFirst)]
    [InlineData(null, 20, false, false, FollowDecision.Anew)]
    internal void Decision_on_a_file_of_which_ten_bytes_were_read_and_four_are_known(
        bool? isSame, long length, bool headMatches, bool formerIsFound, FollowDecision expected) =>
        FollowRules.Decide(isSame, length, position: 10, headLength: 4, headMatches, () => formerIsFound, isFormerOpen: false).ShouldBe(expected);

    [Fact]
    public void Former_file_that_is_still_open_needs_no_name() =>
        FollowRules.Decide(false, 20, position: 10, headLength: 4, headMatches: false, () => false, isFormerOpen: true).ShouldBe(FollowDecision.FormerFirst);

    [Fact]
    public void File_of_which_nothing_was_read_is_no_continuation_of_another() =>
        FollowRules.Decide(false, 20, position: 0, headLength: 0, headMatches: true, () => false, isFormerOpen: false).ShouldBe(FollowDecision.Anew);

    [Theory]
    [InlineData("logs/a.log.1", "logs/a.log")]
    [InlineData("a.log.12", "a.log")]
    [InlineData("a.log-20240501", "a.log")]
    [InlineData("a.log.2024-05-01", "a.log")]
    [InlineData("a_1", "a")]
    [InlineData("a.log", null)]
    [InlineData("a-1.log", null)]
    [InlineData("a.log.bak", null)]
    [InlineData("a.1/b", null)]
    public void Former_name_tells_its_path(string name, string? path) => Rotation.BaseOf(name).ShouldBe(path);

    [Fact]
    public void Mark_reads_what_it_wrote()
    {
        var mark = new FileMark("4096:00ff", new FileIdentity(0xfd00, 123456));

        FileMark.Parse(mark.ToString()).ShouldBe(mark);
        FileMark.Parse("4096:00ff").ShouldBe(new FileMark("4096:00ff", null));
        FileMark.Parse("").ShouldBe(new FileMark("", null));
    }
}
