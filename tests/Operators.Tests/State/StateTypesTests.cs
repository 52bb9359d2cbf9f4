using System.Collections;
using System.Collections.Immutable;
using System.Numerics;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace AkkaStreamProc.Operators.Tests.State;

/// <summary>Every type that <c>docs/state-types.md</c> says comes back exactly does. The page is read, so that a row without a case fails.</summary>
public partial class StateTypesTests
{
    private static readonly StringComparer[] Comparers =
        [StringComparer.Ordinal, StringComparer.OrdinalIgnoreCase, StringComparer.InvariantCulture, StringComparer.InvariantCultureIgnoreCase];

    [Flags]
    public enum Rights : ushort
    {
        None,
        Read = 1,
        Write = 2,
    }

    private static readonly Dictionary<string, StateCase[]> Cases = new()
    {
        ["bool"] = [Scalar(n => (n & 1) == 0)],
        ["byte"] = [Scalar(n => (byte)n)],
        ["sbyte"] = [Scalar(n => (sbyte)n)],
        ["short"] = [Scalar(n => (short)n)],
        ["ushort"] = [Scalar(n => (ushort)n)],
        ["int"] = [Scalar(n => n)],
        ["uint"] = [Scalar(n => (uint)n)],
        ["long"] = [Scalar(n => n * 4_294_967_291L)],
        ["ulong"] = [Scalar(n => (ulong)(n * 4_294_967_291L))],
        ["Int128"] = [Scalar(n => (Int128)n * n * n * n)],
        ["UInt128"] = [Scalar(n => (UInt128)(uint)n << 90 | (uint)n)],
        ["char"] = [Scalar(n => (char)n)],
        ["Half"] = [Scalar(n => BitConverter.Int16BitsToHalf((short)n)), Scalar(n => n % 2 == 0 ? Half.NaN : Half.NegativeZero)],
        ["float"] = [Scalar(BitConverter.Int32BitsToSingle), Scalar(n => n % 2 == 0 ? float.NaN : -0f)],
        ["double"] = [Scalar(n => BitConverter.Int64BitsToDouble(n * 4_294_967_291L)), Scalar(n => n % 2 == 0 ? double.NaN : -0.0)],
        ["decimal"] = [Scalar(n => new decimal(n, n / 2, n / 3, n < 0, (byte)((uint)n % 29))), Scalar(n => n % 2 == 0 ? 0.00m : -0.0m)],
        ["BigInteger"] = [Scalar(n => BigInteger.Pow(n, (int)((uint)n % 7)))],
        ["Complex"] = [Scalar(n => new Complex(n, n % 2 == 0 ? double.NaN : -0.0))],
        ["Guid"] = [Scalar(n => new Guid(n, (short)n, (short)(n >> 8), 1, 2, 3, 4, 5, 6, 7, 8))],
        ["DateTime"] = [Scalar(n => new DateTime((uint)n * 100_000_000L, (DateTimeKind)((uint)n % 3)))],
        ["DateTimeOffset"] = [Scalar(n => new DateTimeOffset((uint)n * 100_000_000L + TimeSpan.TicksPerDay, TimeSpan.FromMinutes(n % 841)))],
        ["DateOnly"] = [Scalar(n => DateOnly.FromDayNumber((int)((uint)n % 3_000_000)))],
        ["TimeOnly"] = [Scalar(n => new TimeOnly((uint)n % TimeSpan.TicksPerDay))],
        ["TimeSpan"] = [Scalar(n => new TimeSpan(n * 1_000_003L))],
        ["string"] = [Scalar(TextOf)],
        ["Rune"] = [Scalar(n => new Rune((uint)n % 0xD800))],
        ["Index"] = [Scalar(n => new Index(n & int.MaxValue, n < 0))],
        ["Range"] = [Scalar(n => (n & 0xFFFF)..^(n & 0xFF))],
        ["Version"] = [Scalar(n => n % 3 == 0 ? new Version(n & 0xFF, 1) : n % 3 == 1 ? new Version(1, 2, n & 0xFF) : new Version(1, 2, 3, n & 0xFF))],
        ["Uri"] = [Scalar(n => n % 3 == 0 ? null : n % 3 == 1 ? new Uri($"HTTP://Host:80/a/../{n}?q=%20ü#f") : new Uri($"../x y/{n}", UriKind.Relative))],
        ["JsonElement"] = [Scalar(n => n % 3 == 0 ? default : JsonSerializer.Deserialize<JsonElement>($$"""{"a": {{n}}.50e1, "b":[null,"\u00fc", {}], "a" : true}"""))],
        ["enum"] = [Scalar(n => (Rights)n), Scalar(n => (DayOfWeek)(n % 9))],
        ["T?"] = [Scalar(n => n % 3 == 0 ? null : (int?)n), Scalar(n => n % 3 == 0 ? null : (decimal?)n), Scalar(n => n % 3 == 0 ? null : (Rights?)n)],
        ["ValueTuple"] =
        [
            Scalar(n => (n, TextOf(n))),
            Scalar(n => (n, n + 1, n + 2, n + 3, n + 4, n + 5, n + 6, TextOf(n), n + 8L, (byte)n)),
            StateCase.Of<(int Count, List<int> Items)>(numbers => (numbers.Length, [.. numbers]), (pair, n) => (n, Add(pair.Items, n))),
        ],
        ["Tuple"] = [Scalar(n => Tuple.Create(n, TextOf(n), (long?)null)), Scalar(n => Tuple.Create(1, 2, 3, 4, 5, 6, 7, Tuple.Create(TextOf(n))))],
        ["KeyValuePair<K, V>"] = [Scalar(n => KeyValuePair.Create(TextOf(n), n))],
        ["T[]"] =
        [
            StateCase.Of(numbers => numbers.ToArray(), (array, n) => Set(array, n)),
            StateCase.Of(numbers => numbers.Select(n => (byte)n).ToArray(), (array, n) => Set(array, (byte)n)),
            StateCase.Of(numbers => numbers.Select(n => n % 2 == 0).ToArray(), (array, n) => Set(array, n % 2 == 0)),
            StateCase.Of(numbers => numbers.Select(TextOf).ToArray(), (array, n) => Set(array, TextOf(n))),
            StateCase.Of(numbers => numbers.Select(n => Enumerable.Range(0, (int)((uint)n % 3)).ToArray()).ToArray(), (array, n) => Set(array, [n])),
        ],
        ["T[,]"] =
        [
            StateCase.Of(Grid, (grid, n) => { grid[0, 1] = n; return grid; }),
            StateCase.Of(numbers => (long[,,])Array.CreateInstance(typeof(long), [2, numbers.Length, 1], [-1, 5, 0]), (cube, _) => cube),
        ],
        ["List<T>"] =
        [
            StateCase.Of(numbers => numbers.ToList(), Add),
            StateCase.Of(numbers => numbers.Select(n => new List<string?> { TextOf(n) }).ToList(), (list, n) => Add(list, [TextOf(n)])),
        ],
        ["Queue<T>"] = [StateCase.Of(numbers => new Queue<int>(numbers), (queue, n) => { queue.TryDequeue(out _); queue.Enqueue(n); return queue; })],
        ["Stack<T>"] = [StateCase.Of(numbers => new Stack<int>(numbers), (stack, n) => { stack.TryPop(out _); stack.Push(n); stack.Push(0); return stack; })],
        ["LinkedList<T>"] = [StateCase.Of(numbers => new LinkedList<int>(numbers), (list, n) => { list.AddFirst(n); return list; })],
        ["HashSet<T>"] = [.. WithComparers(c => StateCase.Of(numbers => new HashSet<string>(Words(numbers), c), (set, n) => { set.Add(Word(n)); return set; })), StateCase.Of(numbers => new HashSet<int>(numbers), (set, n) => { set.Add(n); return set; })],
        ["Dictionary<K, V>"] =
        [
            .. WithComparers(c => StateCase.Of(numbers => Words(numbers).DistinctBy(w => w, c).ToDictionary(w => w, w => w.Length, c), (map, n) => { map[Word(n)] = n; return map; })),
            StateCase.Of(numbers => numbers.Distinct().ToDictionary(n => n, n => new List<int> { n }), (map, n) => { map[n] = [n, n]; return map; }),
            StateCase.Of(numbers => numbers.Distinct().ToDictionary(n => new PlaceKey(null, n), TextOf), (map, n) => { map[new(null, n)] = "x"; return map; }),
        ],
        ["SortedSet<T>"] = [.. WithComparers(c => StateCase.Of(numbers => new SortedSet<string>(Words(numbers), c), (set, n) => { set.Add(Word(n)); return set; })), StateCase.Of(numbers => new SortedSet<int>(numbers), (set, n) => { set.Add(n); return set; })],
        ["SortedDictionary<K, V>"] =
        [
            .. WithComparers(c => StateCase.Of(numbers => Map(new SortedDictionary<string, int>(c), numbers), (map, n) => { map[Word(n)] = n; return map; })),
        ],
        ["SortedList<K, V>"] = [.. WithComparers(c => StateCase.Of(numbers => Map(new SortedList<string, int>(c), numbers), (map, n) => { map[Word(n)] = n; return map; }))],
        ["PriorityQueue<E, P>"] =
        [
            StateCase.Of(numbers => Heap(new PriorityQueue<string, int>(), numbers, n => n % 3), (heap, n) => { heap.TryDequeue(out _, out _); heap.Enqueue("new", n % 3); return heap; }),
            .. WithComparers(c => StateCase.Of(numbers => Heap(new PriorityQueue<string, string>(c), numbers, Word), (heap, n) => { heap.TryDequeue(out _, out _); heap.Enqueue("new", Word(n)); return heap; })),
        ],
        ["BitArray"] = [StateCase.Of(numbers => new BitArray([.. numbers.Select(n => n % 2 == 0)]), (bits, _) => bits.Not())],
        ["StringBuilder"] = [StateCase.Of(numbers => new StringBuilder(0, 100_000).AppendJoin('|', numbers.Select(TextOf)), (text, n) => text.Append(n))],
        ["ImmutableArray<T>"] = [StateCase.Of(numbers => numbers.Length == 3 ? default : numbers.Select(TextOf).ToImmutableArray(), (array, n) => array.IsDefault ? [] : array.Add(TextOf(n)))],
        ["ImmutableList<T>"] = [StateCase.Of(numbers => numbers.ToImmutableList(), (list, n) => list.Add(n))],
        ["ImmutableQueue<T>"] = [StateCase.Of(numbers => ImmutableQueue.Create(numbers), (queue, n) => queue.Enqueue(n))],
        ["ImmutableStack<T>"] = [StateCase.Of(numbers => ImmutableStack.Create(numbers), (stack, n) => stack.Push(n))],
        ["ImmutableHashSet<T>"] = [.. WithComparers(c => StateCase.Of(numbers => ImmutableHashSet.Create<string>(c, [.. Words(numbers)]), (set, n) => set.Add(Word(n))))],
        ["ImmutableDictionary<K, V>"] =
        [
            .. WithComparers(c => StateCase.Of(numbers => ImmutableDictionary.Create<string, string>(c, StringComparer.OrdinalIgnoreCase).SetItems(Words(numbers).Select(w => KeyValuePair.Create(w, w))), (map, n) => map.SetItem(Word(n), "new"))),
        ],
        ["ImmutableSortedSet<T>"] = [.. WithComparers(c => StateCase.Of(numbers => ImmutableSortedSet.Create<string>(c, [.. Words(numbers)]), (set, n) => set.Add(Word(n))))],
        ["ImmutableSortedDictionary<K, V>"] =
        [
            .. WithComparers(c => StateCase.Of(numbers => ImmutableSortedDictionary.Create<string, int>(c).SetItems(Words(numbers).Select(w => KeyValuePair.Create(w, w.Length))), (map, n) => map.SetItem(Word(n), n))),
        ],
    };

    public sealed record PlaceKey(string? Name, int Number);

    public static TheoryData<string> DocumentedTypes => [.. Documented()];

    [Theory]
    [MemberData(nameof(DocumentedTypes))]
    public void Documented_type_comes_back_as_it_was(string type)
    {
        Cases.ShouldContainKey(type, "docs/state-types.md promises a type that has no case here");
        Cases[type].ShouldNotBeEmpty();
        foreach (var @case in Cases[type])
        {
            @case.ShouldComeBack();
        }
    }

    [Fact]
    public void Every_case_is_documented() => Cases.Keys.Order().ShouldBe(Documented().Order());

    private static List<string> Documented()
    {
        var page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "state-types.md"));
        var section = page.Split("## The framework's types")[1].Split("\n## ")[0];
        return [.. section.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .SelectMany(line => Code().Matches(line.Split('|')[1]).Select(m => m.Groups[1].Value))];
    }

    private static StateCase Scalar<T>(Func<int, T> make) =>
        StateCase.Of(numbers => make(numbers.Aggregate(numbers.Length, (hash, n) => hash * 31 + n)), (_, n) => make(n));

    private static IEnumerable<StateCase> WithComparers(Func<StringComparer, StateCase> make) => Comparers.Select(make);

    private static string? TextOf(int n) => ((uint)n % 7) switch
    {
        0 => null,
        1 => "",
        2 => "Grüße 世界 🚀",
        3 => "cut \uD83D",
        4 => "\uDE80\0tail",
        _ => $"text {n}",
    };

    private static string Word(int n) => $"{(n % 2 == 0 ? "key" : "KEY")}{(uint)n % 5}";

    private static IEnumerable<string> Words(int[] numbers) => numbers.Select(Word);

    private static List<T> Add<T>(List<T> list, T value)
    {
        list.Add(value);
        return list;
    }

    private static T[] Set<T>(T[] array, T value)
    {
        if (array.Length > 0)
        {
            array[^1] = value;
        }

        return array;
    }

    private static int[,] Grid(int[] numbers)
    {
        var grid = new int[numbers.Length + 1, 2];
        for (var i = 0; i < numbers.Length; i++)
        {
            grid[i, i % 2] = numbers[i];
        }

        return grid;
    }

    private static TMap Map<TMap>(TMap map, int[] numbers)
        where TMap : IDictionary<string, int>
    {
        foreach (var n in numbers)
        {
            map[Word(n)] = n;
        }

        return map;
    }

    private static PriorityQueue<string, TPriority> Heap<TPriority>(PriorityQueue<string, TPriority> heap, int[] numbers, Func<int, TPriority> priority)
    {
        for (var i = 0; i < numbers.Length; i++)
        {
            heap.Enqueue($"element {i}", priority(numbers[i]));
        }

        return heap;
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();
}
