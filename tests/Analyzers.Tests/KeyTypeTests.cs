using System.Reflection;

namespace AkkaStreamProc.Analyzers.Tests;

public class KeyTypeTests
{
    private const string Types = """
        public enum Colour { Red }
        public sealed record Place(string Country, int Zip);
        public readonly record struct Point(double X, double Y);
        public struct Plain { public int A; public string? B; }
        public struct PlainOfList { public List<int> A; }
        public struct Equal : IEquatable<Equal> { public int A; public bool Equals(Equal other) => A == other.A; public override bool Equals(object? obj) => obj is Equal e && Equals(e); public override int GetHashCode() => A; }
        public struct HiddenEqual : IEquatable<HiddenEqual> { public int A; bool IEquatable<HiddenEqual>.Equals(HiddenEqual other) => A == other.A; }
        public sealed class Class { public int A { get; set; } }
        public sealed class Email(string address) : IStableHash { public string Address { get; } = address; public ulong GetStableHash() => 1; }
        public sealed record Tagged(string Name, List<string> Tags);
        public sealed record Owned(string Name, Owner Owner);
        public sealed class Owner { }
        public sealed record WrittenEqual(string Name) { public bool Equals(WrittenEqual? other) => true; public override int GetHashCode() => 1; }
        public sealed record WrittenContract(string Name) { private Type EqualityContract => typeof(object); }
        public sealed record Node(string Name, Node? Next);
        public record Base(string Name);
        public sealed record Derived(string Name) : Base(Name);
        public record Alone(string Name);
        public abstract record Shape;
        [StateDerivedType(typeof(Circle)), StateDerivedType(typeof(Square))] public abstract record Declared;
        public sealed record Circle(double Radius) : Declared;
        public sealed record Square(double Side) : Declared;
        [StateDerivedType(typeof(Bag))] public abstract record Holds;
        public sealed record Bag(int[] Items) : Holds;
        [StateDerivedType(typeof(Cat))] public interface IPet { }
        public sealed record Cat(string Name) : IPet;
        public interface IPlain { }
        public sealed record Pair<T>(T First, T Second);
        public sealed record Cached(string Name) { [NonSerialized] private int _length = Name.Length; public int Length => _length; }
        public sealed record WithStatic(string Name) { public static readonly List<int> All = []; public const string Kind = "k"; }
        public sealed record Loop(string Name, Pair<Loop?>? Loops);
        """;

    public static TheoryData<string, bool> Keys => new()
    {
        { "string", true }, { "int", true }, { "long?", true }, { "double", true }, { "char", true }, { "bool", true }, { "decimal", true },
        { "Guid", true }, { "DateTime", true }, { "DateTimeOffset", true }, { "DateOnly", true }, { "TimeOnly", true }, { "TimeSpan", true },
        { "Colour", true }, { "Colour?", true }, { "(string, int)", true }, { "(string Name, (int, Guid) Inner)", true },
        { "(int, int, int, int, int, int, int, string)", true }, { "Tuple<string, int>", true }, { "KeyValuePair<string, int>", true },
        { "Place", true }, { "Point", true }, { "Point?", true }, { "Plain", true }, { "Email", true }, { "(Email, int)", true }, { "Alone", true },
        { "Derived", true }, { "Declared", true }, { "IPet", true }, { "Circle", true }, { "Pair<string>", true }, { "WithStatic", true },
        { "object", false }, { "dynamic", false }, { "int[]", false }, { "List<string>", false }, { "IReadOnlyList<int>", false }, { "Func<int>", false },
        { "Uri", false }, { "Version", false }, { "System.Numerics.BigInteger", false }, { "Int128", false }, { "Half", false }, { "nint", false }, { "Exception", false },
        { "(string, int[])", false }, { "Tuple<string, List<int>>", false }, { "KeyValuePair<string, object>", false }, { "PlainOfList", false }, { "Equal", false },
        { "HiddenEqual", false }, { "Class", false }, { "Tagged", false }, { "Owned", false }, { "WrittenEqual", false }, { "WrittenContract", false },
        { "Node", false }, { "Base", false }, { "Shape", false }, { "Holds", false }, { "IPlain", false }, { "Pair<int[]>", false }, { "Cached", false }, { "Loop", false },
        { "Memory<byte>", false }, { "System.Collections.Immutable.ImmutableArray<int>", false },
    };

    [Theory]
    [MemberData(nameof(Keys))]
    public async Task Type_is_reported_exactly_where_KeyBy_refuses_it(string type, bool isKey)
    {
        var source = $$"""
            public static class Probe
            {
                public static object Key(DataStream<int> stream) => stream.KeyBy(i => Make<{{type}}>(i));
                private static T Make<T>(int i) => throw new InvalidOperationException();
            }
            """;
        var compilation = Analysis.Compile(source, Types);
        using var assembly = new MemoryStream();
        compilation.Emit(assembly).Success.ShouldBeTrue();
        var probe = Assembly.Load(assembly.ToArray()).GetType("Probe")!.GetMethod("Key")!;
        var stream = new JobBuilder("keys").FromSource(new CollectionSource<int>([1]), WatermarkStrategy<int>.None());

        var refusal = Record.Exception(() => probe.Invoke(null, [stream]))?.InnerException;
        var found = await Analysis.OfAsync(compilation);

        (refusal is null).ShouldBe(isKey, refusal?.Message);
        (refusal is null or StreamProcessingException).ShouldBeTrue(refusal?.ToString());
        found.Select(d => (d.Id, source.Substring(d.Location.SourceSpan.Start, d.Location.SourceSpan.Length)))
            .ShouldBe(isKey ? [] : [("ASP1006", $"Make<{type}>(i)")]);
    }

    [Fact]
    public async Task Message_names_member_and_way_out()
    {
        var messages = await Analysis.VerifyAsync(Jobs.With(
            "clicks.KeyBy(c => {|ASP1006:new Tagged(c.User, new())|}); clicks.KeyBy(c => {|ASP1006:new { c.User, Site = new Uri(c.Url) }|}); clicks.KeyBy(c => {|ASP1006:new Basis(c.User)|});",
            "public sealed record Tagged(string Name, List<string> Tags); public record Basis(string Name); public sealed record More(string Name) : Basis(Name);"));

        messages[0].ShouldBe(
            "'Job.Tagged' cannot be the type of a key: its member 'Tags' of the type 'System.Collections.Generic.List<string>' is a class without an equality by its members. " +
            "Use a string, a number, a Guid, a date, or a tuple, record or struct of those, or let the type say its hash (IStableHash).");
        messages[1].ShouldContain("its member 'Site' of the type 'System.Uri'");
        messages[2].ShouldBe("'Job.Basis' cannot be the type of a key: it is the base of 'More', which is not declared. Seal 'Basis', or declare derived types with [StateDerivedType(typeof(More))] on it.");
    }

    [Fact]
    public Task Other_places_of_keys_are_looked_at_and_type_parameters_are_not() => Analysis.VerifyAsync(
        """
        public static class Jobs
        {
            public static void Define(DataStream<string[]> lines)
            {
                lines.ToBroadcastState("lines", line => {|ASP1006:line|});
                lines.WindowAll(TumblingWindows.OfEventTime(TimeSpan.FromHours(1))).CountDistinctApproximately(line => {|ASP1006:line|});
                lines.Lookup(line => {|ASP1006:line|}, (line, token) => Task.FromResult<string?>(""), (line, row) => row);
                lines.InnerLookup(select: (line, row) => row, key: line => {|ASP1006:line|}, load: (string[] line, CancellationToken token) => Task.FromResult<string?>(""));
                lines.GroupBy(line => line);
            }

            public static KeyedStream<T, TKey> By<T, TKey>(DataStream<T> stream, System.Linq.Expressions.Expression<Func<T, TKey>> key) where TKey : notnull => stream.KeyBy(key);

            public static object GroupBy(this DataStream<string[]> lines, Func<string[], string[]> key) => key;
        }
        """);
}
