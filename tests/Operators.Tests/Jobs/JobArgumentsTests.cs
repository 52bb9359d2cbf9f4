using AkkaStreamProc.Operators.Jobs;

namespace AkkaStreamProc.Operators.Tests.Jobs;

public class JobArgumentsTests
{
    private static readonly JobOption[] Options =
    [
        new("input", JobOptionKind.Text, "where the clicks come from") { IsRequired = true },
        new("window", JobOptionKind.Duration, "the window") { Default = "1h" },
        new("limit", JobOptionKind.Number, "how many") { Default = "-5" },
        new("verbose", JobOptionKind.Flag, "say more"),
        new("note", JobOptionKind.Text, "any text"),
    ];

    [Fact]
    public void Given_values_win_over_defaults()
    {
        var arguments = Of(("input", "file:x"), ("window", "5s"), ("limit", "7"), ("verbose", "true"), ("note", "hello"));

        arguments.Required("input").ShouldBe("file:x");
        arguments.Duration("window").ShouldBe(TimeSpan.FromSeconds(5));
        arguments.Number("limit").ShouldBe(7);
        arguments.Flag("verbose").ShouldBeTrue();
        arguments.Text("note").ShouldBe("hello");
    }

    [Fact]
    public void Defaults_stand_where_nothing_is_given()
    {
        var arguments = Of(("input", "file:x"));

        arguments.Duration("window").ShouldBe(TimeSpan.FromHours(1));
        arguments.Number("limit").ShouldBe(-5);
        arguments.Flag("verbose").ShouldBeFalse();
        arguments.Text("note").ShouldBeNull();
    }

    [Fact]
    public void Flag_can_be_switched_off() => Of(("input", "x"), ("verbose", "false")).Flag("verbose").ShouldBeFalse();

    [Fact]
    public void Unknown_option_is_refused_with_those_there_are() =>
        ShouldBeRefused([("input", "x"), ("windows", "5s")], "no option '--windows'", "--input, --window, --limit");

    [Fact]
    public void Missing_option_is_named_with_what_it_is_for() => ShouldBeRefused([], "'--input' is missing", "where the clicks come from");

    [Fact]
    public void Wrong_values_are_refused_before_the_job_is_declared()
    {
        ShouldBeRefused([("input", "x"), ("window", "soon")], "'soon'", "'--window'");
        ShouldBeRefused([("input", "x"), ("limit", "1.5")], "'1.5'", "'--limit'");
        ShouldBeRefused([("input", "x"), ("limit", "99999999999999999999")], "'--limit'");
        ShouldBeRefused([("input", "x"), ("verbose", "yes")], "'yes'", "'--verbose'");
    }

    [Fact]
    public void Text_that_is_required_by_the_job_but_has_no_value_is_named() =>
        Should.Throw<StreamProcessingException>(() => Of(("input", "x")).Required("note")).Message.ShouldContain("'--note' is missing: any text");

    [Fact]
    public void Asking_for_an_option_that_was_not_declared_is_a_defect_of_the_job() =>
        Should.Throw<InvalidOperationException>(() => Of(("input", "x")).Text("other")).Message.ShouldContain("'other'");

    private static JobArguments Of(params (string Name, string Value)[] values) => new(Options, values.ToDictionary(v => v.Name, v => v.Value));

    private static void ShouldBeRefused((string, string)[] values, params string[] parts)
    {
        var error = Should.Throw<StreamProcessingException>(() => Of(values));
        parts.ShouldAllBe(part => error.Message.Contains(part));
    }
}
