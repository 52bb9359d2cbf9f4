using AkkaStreamProc.Operators.KillPoints;

namespace AkkaStreamProc.Operators.Tests.KillPoints;

public class KillSwitchTests
{
    [Fact]
    public void Nothing_set_chooses_no_point()
    {
        KillSwitch.Parse(null).ShouldBeNull();
        KillSwitch.Parse("").ShouldBeNull();
    }

    [Theory]
    [InlineData("CommitSent", 1)]
    [InlineData("CommitSent:7", 7)]
    public void Point_may_be_given_with_its_passing(string text, int passing) =>
        KillSwitch.Parse(text).ShouldBe((KillPoint.CommitSent, passing));

    [Theory]
    [InlineData("CommitSend")]
    [InlineData("7")]
    [InlineData("CommitSent:0")]
    [InlineData("CommitSent:often")]
    public void Unknown_point_is_refused_with_the_names_there_are(string text) =>
        Should.Throw<StreamProcessingException>(() => KillSwitch.Parse(text)).Message.ShouldEndWith($"but is '{text}'.");
}
