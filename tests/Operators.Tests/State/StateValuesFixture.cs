using System.Collections;
using System.Collections.Immutable;
using System.Numerics;
using System.Text;
using System.Text.Json;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Operators.Tests.State;

/// <summary>A value of each kind and its bytes, one line each.</summary>
internal static class StateValuesFixture
{
    public enum Kind : short
    {
        New,
        Paid = -2,
    }

    [StateDerivedType(typeof(Paid))]
    public abstract record Event(string? Id);

    public sealed record Paid(string? Id, decimal Amount) : Event(Id);

    public sealed class Node
    {
        public Node? Next { get; set; }
    }

    public static IEnumerable<Line> Lines()
    {
        yield return new Line<bool>(true);
        yield return new Line<sbyte>(-2);
        yield return new Line<ushort>(0x1234);
        yield return new Line<int>(-2);
        yield return new Line<long>(0x0102030405060708);
        yield return new Line<Int128>(-2);
        yield return new Line<UInt128>(UInt128.MaxValue - 1);
        yield return new Line<char>('\uD83D');
        yield return new Line<Half>((Half)1.5);
        yield return new Line<float>(-0f);
        yield return new Line<double>(1.5);
        yield return new Line<decimal>(-12.340m);
        yield return new Line<BigInteger>(BigInteger.Pow(-3, 50));
        yield return new Line<Complex>(new Complex(1, -1));
        yield return new Line<Guid>(new Guid("00112233-4455-6677-8899-aabbccddeeff"));
        yield return new Line<DateTime>(new DateTime(2024, 2, 29, 12, 30, 0, DateTimeKind.Utc));
        yield return new Line<DateTimeOffset>(new DateTimeOffset(2024, 2, 29, 12, 30, 0, TimeSpan.FromHours(5.5)));
        yield return new Line<DateOnly>(new DateOnly(2024, 2, 29));
        yield return new Line<TimeOnly>(new TimeOnly(12, 30));
        yield return new Line<TimeSpan>(TimeSpan.FromMinutes(-90));
        yield return new Line<string?>(null);
        yield return new Line<string?>("Grüße");
        yield return new Line<string?>("cut \uD83D");
        yield return new Line<Rune>(new Rune(0x1F680));
        yield return new Line<Range>(1..^2);
        yield return new Line<Version>(new Version(1, 2, 3));
        yield return new Line<Uri>(new Uri("http://host/a?b#c"));
        yield return new Line<JsonElement>(JsonSerializer.Deserialize<JsonElement>("""{"a":1.50}"""));
        yield return new Line<Kind>(Kind.Paid);
        yield return new Line<int?>(null);
        yield return new Line<int?>(7);
        yield return new Line<(int, string)>((1, "a"));
        yield return new Line<byte[]>([1, 2, 3]);
        yield return new Line<int[,]>(new[,] { { 1, 2 }, { 3, 4 } });
        yield return new Line<List<string?>>(["a", null]);
        yield return new Line<Stack<int>>(new Stack<int>([1, 2]));
        yield return new Line<Dictionary<string, int>>(new(StringComparer.OrdinalIgnoreCase) { ["a"] = 1 });
        yield return new Line<PriorityQueue<string, int>>(new([("b", 2), ("a", 1)]));
        yield return new Line<BitArray>(new BitArray([true, false, true]));
        yield return new Line<StringBuilder>(new StringBuilder("ab", 16));
        yield return new Line<ImmutableArray<int>>(default);
        yield return new Line<ImmutableSortedSet<string>>(ImmutableSortedSet.Create<string>(StringComparer.Ordinal, "b", "a"));
        yield return new Line<Event>(new Paid("x", 1.5m));
        var node = new Node();
        node.Next = node;
        yield return new Line<Node>(node);
    }

    internal abstract class Line
    {
        public abstract string Written { get; }

        public abstract string Text { get; }

        public abstract string TextOf(string line);
    }

    internal sealed class Line<T>(T value) : Line
    {
        public override string Written
        {
            get
            {
                var writer = new SnapshotWriter();
                StateSerializer<T>.Default.Write(writer, value);
                return $"{StateSerializer<T>.Default.TypeName} {Convert.ToHexString(writer.Written.Span)}";
            }
        }

        public override string Text => TextOf(value);

        public override string TextOf(string line)
        {
            var reader = new SnapshotReader(Convert.FromHexString(line.Split(' ')[^1]));
            return TextOf(StateSerializer<T>.Default.Read(reader));
        }

        private static string TextOf(T value) => value is Node node ? $"a node whose next is itself: {ReferenceEquals(node, node.Next)}" : StateText.Of(value);
    }
}
