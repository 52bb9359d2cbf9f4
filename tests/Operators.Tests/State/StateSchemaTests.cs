using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Operators.Tests.State;

public class StateSchemaTests
{
    /// <summary>One type in several versions of a job: each class is the namespace of a version.</summary>
    public static class V1
    {
        public sealed record Total(long Sum, string Name);

        public enum Mode
        {
            On,
        }
    }

    public static class Renamed
    {
        public sealed record Total(long Amount, string Name);
    }

    public static class Retyped
    {
        public sealed record Total(int Sum, string Name);
    }

    public static class Extended
    {
        public sealed record Total(long Sum, string Name, int Count);
    }

    public static class Turned
    {
        public sealed record Total(string Name, long Sum);
    }

    public static class Same
    {
        public sealed record Total(long Sum, string Name);
    }

    public static class Wider
    {
        public enum Mode : long
        {
            On,
        }
    }

    public static class AsClass
    {
        public sealed record Sums(long Sum, long Count);
    }

    public static class AsStruct
    {
        public readonly record struct Sums(long Sum, long Count);
    }

    public sealed record Linked(int Value, Linked? Next);

    [Fact]
    public void Schema_describes_the_fields() =>
        StateTypes.Schema(typeof(V1.Total)).ShouldBe("Total{Sum:Int64,Name:String}");

    [Fact]
    public void Schema_of_the_same_type_in_another_place_is_the_same() =>
        StateTypes.Schema(typeof(Same.Total)).ShouldBe(StateTypes.Schema(typeof(V1.Total)));

    [Theory]
    [InlineData(typeof(V1.Total), typeof(Renamed.Total))]
    [InlineData(typeof(V1.Total), typeof(Retyped.Total))]
    [InlineData(typeof(V1.Total), typeof(Extended.Total))]
    [InlineData(typeof(V1.Total), typeof(Turned.Total))]
    [InlineData(typeof(V1.Mode), typeof(Wider.Mode))]
    [InlineData(typeof(List<V1.Total>), typeof(List<Retyped.Total>))]
    [InlineData(typeof(V1.Total[]), typeof(Renamed.Total[]))]
    [InlineData(typeof((int, V1.Total)), typeof((int, Renamed.Total)))]
    [InlineData(typeof(int), typeof(long))]
    [InlineData(typeof(int), typeof(int?))]
    [InlineData(typeof(List<int>), typeof(int[]))]
    [InlineData(typeof(AsClass.Sums), typeof(AsStruct.Sums))]
    public void Schema_changes_with_the_type(Type before, Type after) =>
        StateTypes.Schema(after).ShouldNotBe(StateTypes.Schema(before));

    [Fact]
    public void Schema_of_a_type_that_contains_itself_ends() =>
        StateTypes.Schema(typeof(Linked)).ShouldBe("Linked{Value:Int32,Next:Linked}");

    [Fact]
    public void Anonymous_types_are_described_by_their_fields_and_not_by_their_number_in_the_assembly()
    {
        var schema = StateTypes.Schema(new { Name = "a", Age = 1 }.GetType());

        schema.ShouldNotContain("f__AnonymousType");
        schema.ShouldContain("Name:String");
        schema.ShouldContain("Age:Int32");
    }
}
