using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.State.Serialization;

namespace AkkaStreamProc.Operators.Tests.State;

/// <summary>What a job may change without losing its state. The versions of a type stand in classes named after the change.</summary>
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

        [StateDerivedType(typeof(Circle))]
        public abstract record Shape;

        public sealed record Circle(double Radius) : Shape;
    }

    public static class Renamed
    {
        public sealed record Total(long Amount, string Name);

        public enum Mode
        {
            Off,
            Active,
        }
    }

    public static class Retyped
    {
        public sealed record Total(int Sum, string Name);
    }

    public static class Nullable
    {
        public sealed record Total(long? Sum, string Name);
    }

    public static class Extended
    {
        public sealed record Total(long Sum, string Name, int Count);

        public enum Mode
        {
            Off,
            On,
            Auto,
        }

        [StateDerivedType(typeof(Square))]
        [StateDerivedType(typeof(Circle))]
        public abstract record Shape;

        public sealed record Circle(double Radius) : Shape;

        public sealed record Square(double Side) : Shape;
    }

    public static class Turned
    {
        public sealed record Total(string Name, long Sum);

        public enum Mode
        {
            On,
            Off,
        }
    }

    public static class Wider
    {
        public enum Mode : long
        {
            Off,
            On,
        }
    }

    public static class AsClass
    {
        public sealed record Sums(long Sum, long Count);
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
        StateSerializer<V1.Total>.Default.Schema.ShouldBe($"{Here}.V1.Total; {Here}.V1.Total = {{Name:string,Sum:long}}");

    [Fact]
    public void Schema_describes_what_the_members_consist_of() =>
        StateSerializer<List<V1.Setting>>.Default.Schema.ShouldBe(
            $"System.Collections.Generic.List<{Here}.V1.Setting>; {Here}.V1.Setting = {{Mode:{Here}.V1.Mode}}; {Here}.V1.Mode = int(Off=0,On=1)");

    [Fact]
    public void Schema_of_a_type_that_contains_itself_ends() =>
        StateSerializer<Linked>.Default.Schema.ShouldBe($"{Here}.Linked; {Here}.Linked = {{Next:{Here}.Linked,Value:int}}");

    [Fact]
    public void Schema_tells_a_member_from_one_that_it_hides() =>
        StateSerializer<Hiding>.Default.Schema.ShouldEndWith("{Hidden.Value:int,Hiding.Value:string}");

    [Fact]
    public void Anonymous_types_are_described_by_their_fields_and_not_by_their_number_in_the_assembly() =>
        SchemaOf(new { Name = "a", Age = 1 }).ShouldStartWith("anonymous(Name:string,Age:int)");

    [Fact]
    public void Types_of_the_same_short_name_are_different_types() =>
        StateSchema.Difference(StateSerializer<V1.Total>.Default.Schema, StateSerializer<Turned.Total>.Default.Schema)
            .ShouldBe($"was written as {Here}.V1.Total, the job now has {Here}.Turned.Total");

    [Fact]
    public void Members_may_stand_in_another_order() => After<V1.Total, Turned.Total>().ShouldBeNull();

    [Fact]
    public void Members_of_enumerations_and_derived_types_may_be_added()
    {
        After<V1.Mode, Extended.Mode>().ShouldBeNull();
        After<V1.Shape, Extended.Shape>().ShouldBeNull();
    }

    [Fact]
    public void Changed_types_are_refused_with_the_difference()
    {
        After<V1.Total, Renamed.Total>().ShouldBe("holds T.Total, which was written as {Name:string,Sum:long}, the job now has {Amount:long,Name:string}");
        After<V1.Total, Retyped.Total>().ShouldNotBeNull();
        After<V1.Total, Nullable.Total>().ShouldNotBeNull();
        After<V1.Total, Extended.Total>().ShouldNotBeNull();
        After<V1.Mode, Turned.Mode>().ShouldBe("holds T.Mode, which was written as int(Off=0,On=1), the job now has int(On=0,Off=1)");
        After<V1.Mode, Renamed.Mode>().ShouldNotBeNull();
        After<V1.Mode, Wider.Mode>().ShouldNotBeNull();
        After<Extended.Mode, V1.Mode>().ShouldNotBeNull();
        After<Extended.Shape, V1.Shape>().ShouldNotBeNull();
        After<List<V1.Total>, List<Retyped.Total>>().ShouldNotBeNull();
        After<(int, V1.Total), (int, Renamed.Total)>().ShouldNotBeNull();
        After<int, long>().ShouldBe("was written as int, the job now has long");
        After<int, int?>().ShouldNotBeNull();
        After<List<int>, int[]>().ShouldNotBeNull();
        After<V1.Total, AsClass.Sums>().ShouldNotBeNull();
    }

    private static string SchemaOf<T>(T value) => StateSerializer<T>.Default.Schema;

    /// <summary>The difference, as if the types had the same place.</summary>
    private static string? After<TBefore, TAfter>() =>
        StateSchema.Difference(InOnePlace(StateSerializer<TBefore>.Default.Schema), InOnePlace(StateSerializer<TAfter>.Default.Schema));

    private static string InOnePlace(string schema) =>
        new[] { "V1", "Renamed", "Retyped", "Nullable", "Extended", "Turned", "Wider", "AsClass" }.Aggregate(schema, (text, version) => text.Replace($"{Here}.{version}.", "T.", StringComparison.Ordinal));
}
