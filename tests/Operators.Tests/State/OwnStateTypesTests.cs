using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.State.Backends;
using AkkaStreamProc.Operators.State.Evolution;
using AkkaStreamProc.Operators.State.Serialization;

namespace AkkaStreamProc.Operators.Tests.State;

/// <summary>The user's own types in all their forms.</summary>
public class OwnStateTypesTests
{
    public sealed record Sale(string User, int Amount, string Note);

    public sealed record Computed(int Price, int Count)
    {
        public int Total => Price * Count;

        public string Label { get; init; } = "none";

        public required List<int> Parts { get; init; }
    }

    public sealed class Guarded
    {
        private readonly List<int> _numbers = [];

        private Guarded()
        {
        }

        public int Sum { get; private set; }

        public static Guarded Create() => new();

        public Guarded Add(int number)
        {
            _numbers.Add(number);
            Sum += number;
            return this;
        }

        public override bool Equals(object? obj) => obj is Guarded other && other.Sum == Sum && other._numbers.SequenceEqual(_numbers);

        public override int GetHashCode() => Sum;
    }

    public sealed class Primary(int seed)
    {
        public int Next() => seed++;
    }

    public class Parent
    {
        public int Value { get; set; }

        [NonSerialized]
        public object Lock = new();
    }

    public sealed class Child : Parent
    {
        public new string? Value { get; set; }
    }

    [InlineArray(3)]
    public struct Three
    {
        private string? _first;
    }

    public unsafe struct Fixed
    {
        public fixed short Numbers[4];

        public int After;
    }

    public struct Referring
    {
        public List<int>? Items;

        public (int, string?) Pair;
    }

    public sealed record Pair<TFirst, TSecond>(TFirst First, TSecond Second);

    [StateDerivedType(typeof(Circle))]
    [StateDerivedType(typeof(Group))]
    public abstract class Shape
    {
        public string? Name { get; set; }
    }

    public sealed class Circle : Shape
    {
        public double Radius { get; set; }
    }

    public sealed class Group : Shape
    {
        public List<Shape?> Members { get; } = [];
    }

    public sealed class Library
    {
        public List<Book> Books { get; } = [];

        public Dictionary<string, Book> ByTitle { get; } = new(StringComparer.OrdinalIgnoreCase);
    }

    public sealed class Book
    {
        public Library? Owner { get; set; }

        public int Lent { get; set; }
    }

    public sealed record Cell(int Value, Cell? Next);

    public sealed class Money(decimal amount)
    {
        public decimal Amount => amount;
    }

    public sealed class MoneyForm(int version = 1) : IStateSerializer<Money>
    {
        public string Name => "money";

        public int Version => version;

        public void Write(IBufferWriter<byte> output, Money value) => output.Write(Encoding.UTF8.GetBytes(value.Amount.ToString(System.Globalization.CultureInfo.InvariantCulture)));

        public Money Read(ReadOnlySpan<byte> bytes) => new(decimal.Parse(Encoding.UTF8.GetString(bytes), System.Globalization.CultureInfo.InvariantCulture) + 1000);
    }

    [Fact]
    public void Null_in_a_member_that_is_not_nullable_comes_back_as_null()
    {
        ShouldComeBack(new Sale("u", 1, null!));
        ShouldComeBack(new Sale(null!, 1, null!));
        ShouldComeBack<Sale?>(null);
    }

    [Fact]
    public void Members_come_back_however_they_are_set()
    {
        ShouldComeBack(new Computed(2, 3) { Label = "x", Parts = [1, 2] });
        ShouldComeBack(Guarded.Create().Add(3).Add(4));
        RoundTrip(Guarded.Create().Add(3)).Add(4).ShouldBe(Guarded.Create().Add(3).Add(4));
        ShouldComeBack(new Pair<(int, string?), Pair<List<int>, int?>>((1, null), new([1], null)));
        ShouldComeBack(new { Name = "a", Inner = new { Numbers = new[] { 1, 2 } } });
        var counter = new Primary(5);
        counter.Next();
        RoundTrip(counter).Next().ShouldBe(6);
    }

    [Fact]
    public void Hidden_members_come_back_apart()
    {
        var child = new Child { Value = "own" };
        ((Parent)child).Value = 7;

        var back = RoundTrip(child);

        (back.Value, ((Parent)back).Value).ShouldBe(("own", 7));
    }

    [Fact]
    public void Member_that_is_not_serialized_comes_back_as_its_default() => RoundTrip(new Child()).Lock.ShouldBeNull();

    [Fact]
    public unsafe void Rows_in_place_come_back_whole()
    {
        var three = default(Three);
        (three[0], three[1], three[2]) = ("a", null, "c");
        var back = RoundTrip(three);
        (back[0], back[1], back[2]).ShouldBe(("a", null, "c"));

        var numbers = new Fixed { After = 9 };
        numbers.Numbers[3] = 4;
        var copy = RoundTrip(numbers);
        (copy.Numbers[3], copy.After).ShouldBe(((short)4, 9));
    }

    [Fact]
    public void Structs_with_references_come_back() => ShouldComeBack(new Referring { Items = [1, 2], Pair = (3, null) });

    [Fact]
    public void Derived_types_come_back_as_what_they_are()
    {
        var group = new Group { Name = "g", Members = { new Circle { Radius = 1.5 }, null, new Group() } };

        ShouldComeBack<Shape>(group);
        ShouldComeBack<List<Shape>>([group, new Circle { Name = "c" }]);
    }

    [Fact]
    public void Objects_that_are_one_stay_one()
    {
        var book = new Book { Lent = 1 };
        var library = new Library { Books = { book, book }, ByTitle = { ["A"] = book } };
        book.Owner = library;

        var back = RoundTrip(library);

        back.Books[0].ShouldBeSameAs(back.Books[1]);
        back.ByTitle["a"].ShouldBeSameAs(back.Books[0]);
        back.Books[0].Owner.ShouldBeSameAs(back);
        back.Books[0].Lent.ShouldBe(1);
    }

    [Fact]
    public void Key_that_refers_back_to_its_dictionary_is_refused()
    {
        var map = new Dictionary<Knot, int>();
        map.Add(new Knot { Map = map }, 1);

        Refusal(map).ShouldContain("refers back to the object that holds it");
    }

    [Fact]
    public void Chain_that_is_too_long_is_refused_and_not_fatal()
    {
        Cell? chain = null;
        for (var i = 0; i < 100_000; i++)
        {
            chain = new Cell(i, chain);
        }

        Refusal(chain!).ShouldContain("nested more than 500 deep");
        var shorter = Enumerable.Range(0, 499).Aggregate((Cell?)null, (next, i) => new Cell(i, next))!;
        RoundTrip(shorter).ShouldBe(shorter);
    }

    [Fact]
    public void Array_of_a_derived_type_is_refused() =>
        Refusal((object[])new string[] { "a" }, StateArrayOfObjects()).ShouldContain("System.String[]");

    [Fact]
    public void Comparer_that_cannot_be_kept_is_refused_with_its_place()
    {
        Refusal(new Pair<int, SortedSet<int>>(1, new SortedSet<int>(Comparer<int>.Create((a, b) => b.CompareTo(a))))).ShouldStartWith("Second: its comparer (");
        Refusal(new List<HashSet<string>> { new(), new(StringComparer.CurrentCulture) }).ShouldStartWith("[1]: its comparer (");
        Refusal(new PriorityQueue<int, int>(Comparer<int>.Create((a, b) => b.CompareTo(a)))).ShouldContain("IStateSerializer");
    }

    [Fact]
    public void Value_that_cannot_be_kept_is_refused_when_it_is_set_and_where_it_was_changed_in_place_when_it_is_written()
    {
        var format = new KeyedStateFormat<string, Dictionary<string, HashSet<string>>>(
            "op", "seen", StateSerializer<string>.Default, StateSerializer<Dictionary<string, HashSet<string>>>.Default);
        var current = new CurrentKey<string>(1);
        var state = new TableValue<string, Dictionary<string, HashSet<string>>>(format, new Operators.Keys.KeyGroupRange(0, 1), current);
        current.Set("alice");

        Should.Throw<StreamProcessingException>(() => state.Value = new(StringComparer.CurrentCultureIgnoreCase))
            .Message.ShouldStartWith("The operator 'op' cannot keep a value of its state 'seen' for the key 'alice': its comparer (");
        state.HasValue.ShouldBeFalse();

        state.Value = [];
        state.Value["page"] = new(StringComparer.CurrentCultureIgnoreCase);
        var frozen = state.Freeze();
        Should.Throw<StreamProcessingException>(() => frozen.Write(0, new SnapshotWriter()))
            .Message.ShouldStartWith("The operator 'op' cannot keep a value of its state 'seen' for the key 'alice': [page]: its comparer (");
    }

    [Fact]
    public void Serializer_of_the_user_is_used_wherever_its_type_occurs_and_stands_in_the_schema()
    {
        var serializers = new StateSerializers();
        serializers.Use(new MoneyForm());

        Moved(new Pair<Money?, List<Money?>>(null, [new Money(5), null]), serializers.Of<Pair<Money?, List<Money?>>>()).Second[0]!.Amount.ShouldBe(1005);
        serializers.Of<List<Money>>().Schema.ShouldEndWith("Money = by money/1");
        var later = new StateSerializers();
        later.Use(new MoneyForm(2));
        Should.Throw<StateEvolutionException>(() => later.Reading(later.Of<List<Money>>(), serializers.Of<List<Money>>().Schema)).Message.ShouldContain("by money/1");
        Should.Throw<StreamProcessingException>(() => later.Use(new MoneyForm())).Message.ShouldContain("has a state serializer already");
    }

    public sealed class Knot
    {
        public Dictionary<Knot, int>? Map { get; set; }
    }

    private static StateSerializer<object[]> StateArrayOfObjects()
    {
        var serializers = new StateSerializers();
        serializers.Use(new TextOfObject());
        return serializers.Of<object[]>();
    }

    private sealed class TextOfObject : IStateSerializer<object>
    {
        public string Name => "text";

        public int Version => 1;

        public void Write(IBufferWriter<byte> output, object value) => output.Write(Encoding.UTF8.GetBytes(value.ToString()!));

        public object Read(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
    }

    private static void ShouldComeBack<T>(T value) => StateText.Of(RoundTrip(value)).ShouldBe(StateText.Of(value));

    private static string Refusal<T>(T value, StateSerializer<T>? serializer = null) =>
        Should.Throw<StateValueException>(() => (serializer ?? StateSerializer<T>.Default).Write(new SnapshotWriter(), value)).Message;

    private static T RoundTrip<T>(T value) => Moved(value, StateSerializer<T>.Default);

    [return: NotNullIfNotNull(nameof(value))]
    private static T Moved<T>(T value, StateSerializer<T> serializer)
    {
        var writer = new SnapshotWriter();
        serializer.Write(writer, value);
        var reader = new SnapshotReader(writer.Written);
        var back = serializer.Read(reader);
        reader.IsAtEnd.ShouldBeTrue();
        return back!;
    }
}
