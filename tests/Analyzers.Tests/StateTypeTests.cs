using System.Reflection;

namespace AkkaStreamProc.Analyzers.Tests;

public class StateTypeTests
{
    private const string Types = """
        using System.Buffers;
        using System.Collections.Immutable;

        public enum Colour { Red }
        public sealed record Place(string Country, int Zip);
        public sealed record Tagged(string Name, List<string> Tags);
        public sealed class Counter { private int _count; public int Next() => ++_count; public List<Place> Places { get; } = []; }
        public sealed record Node(string Name, Node? Next, List<Node> Children);
        public struct Plain { public int A; public string? B; }
        public sealed record Handled(Func<int> Next);
        public sealed record Deep(string Name, Dictionary<string, List<(int, Task<int>)>> Calls);
        public sealed record Loose(string Name, object Value);
        public sealed record Read(IReadOnlyList<int> Numbers);
        public interface IShape { }
        public abstract record Shape;
        [StateDerivedType(typeof(Circle)), StateDerivedType(typeof(Square))] public abstract record Declared;
        public sealed record Circle(double Radius) : Declared;
        public sealed record Square(double Side) : Declared;
        [StateDerivedType(typeof(Bag))] public interface IHolds { }
        public sealed record Bag(Stream Content) : IHolds;
        public record Base(string Name);
        public sealed record Derived(string Name) : Base(Name);
        public class Open { public int A; }
        public class OpenChild : Open { }
        public sealed class Basket : List<int> { }
        public sealed class Hashed { private int _hash; public string Name { get; init; } = ""; public override int GetHashCode() => _hash == 0 ? _hash = Name.Length : _hash; }
        public sealed class HashedAnew { [NonSerialized] private int _hash; public string Name { get; init; } = ""; public override int GetHashCode() => _hash == 0 ? _hash = Name.Length : _hash; }
        public sealed class Cache { [field: NonSerialized] public object? Last { get; set; } public int Count { get; set; } }
        public sealed record Pair<T>(T First, T Second);
        public sealed class Money(object inner) { public object Inner { get; } = inner; }
        public sealed class MoneySerializer : IStateSerializer<Money>
        {
            public string Name => "money";
            public int Version => 1;
            public void Write(IBufferWriter<byte> output, Money value) { }
            public Money Read(ReadOnlySpan<byte> bytes) => new(0);
        }
        """;

    public static TheoryData<string, bool> States => new()
    {
        { "string", true }, { "int?", true }, { "Colour", true }, { "DateTime", true }, { "Uri", true }, { "Version", true }, { "Int128", true }, { "Half", true },
        { "(string, int[])", true }, { "List<Dictionary<string, int>>", true }, { "System.Collections.Immutable.ImmutableArray<int>", true }, { "int[,]", true },
        { "System.Collections.Immutable.ImmutableSortedDictionary<string, int>", true }, { "PriorityQueue<int, long>", true }, { "System.Text.StringBuilder", true },
        { "System.Text.Json.JsonElement", true }, { "KeyValuePair<string, int>", true }, { "Tuple<int, int>", true },
        { "Place", true }, { "Tagged", true }, { "Counter", true }, { "Node", true }, { "Plain", true }, { "Plain?", true }, { "Declared", true }, { "Circle", true },
        { "Derived", true }, { "HashedAnew", true }, { "Cache", true }, { "Pair<string>", true }, { "Money", true }, { "List<Money>", true },
        { "object", false }, { "dynamic", false }, { "Func<int>", false }, { "Task<int>", false }, { "Stream", false }, { "IReadOnlyList<int>", false },
        { "IEnumerable<int>", false }, { "Memory<byte>", false }, { "System.Collections.Concurrent.ConcurrentDictionary<string, int>", false }, { "Lazy<int>", false },
        { "nint", false }, { "System.Text.RegularExpressions.Regex", false }, { "object[]", false }, { "List<object>", false }, { "(int, object)", false },
        { "Dictionary<string, int>.KeyCollection", false }, { "Handled", false }, { "Deep", false }, { "Loose", false }, { "Read", false }, { "IShape", false },
        { "Shape", false }, { "IHolds", false }, { "Base", false }, { "Open", false }, { "Basket", false }, { "Hashed", false }, { "Pair<object>", false }, { "Exception", false },
    };

    [Theory]
    [MemberData(nameof(States))]
    public async Task Type_is_reported_exactly_where_Build_refuses_it(string type, bool isKept)
    {
        var source = $$"""
            public sealed class Function : ProcessFunction<int, int, int>
            {
                public override void Open(StateDeclarations states) => states.Value<{{type}}>("state");
                public override void Process(int record, ProcessContext<int, int> context) { }
            }

            public sealed class NoSink : ISink<int>
            {
                public string Description => "none";
                public DeliveryGuarantee Guarantee => DeliveryGuarantee.None;
                public AkkaStreamProc.Operators.Sinks.ISinkWriter<int> CreateWriter(AkkaStreamProc.Operators.Execution.ISubtaskContext context) => throw new NotSupportedException();
            }

            public static class Probe
            {
                public static void Build()
                {
                    var job = new JobBuilder("states");
                    job.UseStateSerializer(new MoneySerializer());
                    job.FromSource(new CollectionSource<int>([1]), WatermarkStrategy<int>.None()).KeyBy(i => i).Process(() => new Function()).SinkTo(new NoSink());
                    job.Build();
                }
            }
            """;
        var compilation = Analysis.Compile(source, "global using System.IO;" + Types.Replace("using System.Buffers;", "global using System.Buffers;", StringComparison.Ordinal).Replace("using System.Collections.Imm", "global using System.Collections.Imm", StringComparison.Ordinal));
        using var assembly = new MemoryStream();
        compilation.Emit(assembly).Success.ShouldBeTrue();
        var build = Assembly.Load(assembly.ToArray()).GetType("Probe")!.GetMethod("Build")!;

        var refusal = Record.Exception(() => build.Invoke(null, []))?.InnerException;
        var found = await Analysis.OfAsync(compilation);

        (refusal is null).ShouldBe(isKept, refusal?.Message);
        (refusal is null or StreamProcessingException).ShouldBeTrue(refusal?.ToString());
        found.Select(d => (d.Id, source.Substring(d.Location.SourceSpan.Start, d.Location.SourceSpan.Length))).ShouldBe(isKept ? [] : [("ASP1002", type)]);
    }

    [Fact]
    public async Task Every_kind_of_state_is_looked_at_and_messages_name_the_member()
    {
        var messages = await Analysis.VerifyAsync(
            """
            public sealed record Handled(string Name, Func<int> Next);

            public sealed class Keyed : ProcessFunction<int, int, int>
            {
                public override void Open(StateDeclarations states)
                {
                    states.Value<{|ASP1002:Handled|}>("a", Ttl.AfterWrite(TimeSpan.FromHours(1)));
                    states.Map<string, {|ASP1002:object|}>("b");
                    states.List<{|ASP1002:Task|}>("c");
                    states.Buffer<{|ASP1002:IComparable|}>("d");
                    states.{|ASP1002:Reducing|}("e", (Handled first, Handled second) => first);
                    states.Value<int>("f");
                }

                public override void Process(int record, ProcessContext<int, int> context) { }
            }

            public sealed class Unkeyed : StreamFunction<int, int>
            {
                public override void Open(SubtaskStateDeclarations states) => states.SplitList<{|ASP1002:Handled|}>("a");

                public override void Process(int record, FunctionContext<int> context) { }
            }

            public sealed class Generic<T> : ProcessFunction<int, T, int>
            {
                public override void Open(StateDeclarations states) => states.Value<T>("a");

                public override void Process(T record, ProcessContext<int, int> context) { }
            }
            """);

        messages[0].ShouldBe(
            "'Handled' cannot be kept in state: its member 'Next' of the type 'System.Func<int>' is a delegate, whose code and captured variables no restore can make again. Keep the data that it is made from.");
    }

    [Fact]
    public Task State_with_a_serializer_of_its_own_may_have_any_type() => Analysis.VerifyAsync(
        """
        public sealed class Own(IStateSerializer<object> serializer) : ProcessFunction<int, int, int>
        {
            public override void Open(StateDeclarations states) => states.Value<object>("a", serializer);

            public override void Process(int record, ProcessContext<int, int> context) { }
        }
        """);
}
