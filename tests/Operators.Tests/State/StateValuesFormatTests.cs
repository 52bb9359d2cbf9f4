namespace AkkaStreamProc.Operators.Tests.State;

/// <summary>The committed file was written when the format got its version; its values must stay readable.</summary>
public class StateValuesFormatTests
{
    private static readonly string[] Committed = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Fixtures", "state-values-v2.txt"));

    [Fact]
    public void Values_of_today_are_written_as_the_committed_ones() => StateValuesFixture.Lines().Select(l => l.Written).ShouldBe(Committed);

    [Fact]
    public void Committed_values_are_read_as_what_they_were() =>
        StateValuesFixture.Lines().Zip(Committed).Select(l => l.First.TextOf(l.Second)).ShouldBe(StateValuesFixture.Lines().Select(l => l.Text));
}
