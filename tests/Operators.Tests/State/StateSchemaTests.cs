using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Operators.Tests.State;

/// <summary>What stands beside state in a checkpoint.</summary>
public class StateSchemaTests
{
    private const string Here = "AkkaStreamProc.Operators.Tests.State.StateSchemaTests";

    public static class V1
    {
        public sealed record Total(long Sum, string Name);

        public enum Mode
        {
            Off,
            On,
        }

        public sealed record Setting(Mode Mode);
    }

    public sealed record Linked(int Value, Linked? Next);

    public class Hidden
    {
        public int Value { get; set; }
    }

    public sealed class Hiding : Hidden
    {
        public new string? Value { get; set; }
    }

    [Fact]
    public void Schema_describes_the_fields_in_the_order_of_their_names() =>
        StateSerializer<V1.Total>.Default.Schema.ShouldBe($"{Here}.V1.Total; {Here}.V1.Total = immutable {{Name:string,Sum:long}}");

    [Fact]
    public void Schema_describes_what_the_members_consist_of() =>
        StateSerializer<List<V1.Setting>>.Default.Schema.ShouldBe(
            $"System.Collections.Generic.List<{Here}.V1.Setting>; {Here}.V1.Setting = immutable {{Mode:{Here}.V1.Mode}}; {Here}.V1.Mode = int(Off=0,On=1)");

    [Fact]
    public void Schema_of_a_type_that_contains_itself_ends() =>
        StateSerializer<Linked>.Default.Schema.ShouldBe($"{Here}.Linked; {Here}.Linked = immutable {{Next:{Here}.Linked,Value:int}}");

    [Fact]
    public void Schema_tells_a_member_from_one_that_it_hides() =>
        StateSerializer<Hiding>.Default.Schema.ShouldEndWith(" = mutable {Hidden.Value:int,Hiding.Value:string}");

    [Fact]
    public void Anonymous_types_are_described_by_their_fields_and_not_by_their_number_in_the_assembly() =>
        SchemaOf(new { Name = "a", Age = 1 }).ShouldStartWith("anonymous(Name:string,Age:int)");

    private static string SchemaOf<T>(T value) => StateSerializer<T>.Default.Schema;
}
